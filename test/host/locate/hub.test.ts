import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { root } from '../../../scripts/paths.mjs';
import { nodeEnvironment } from '../../../src/cli/node-environment';
import { createReranker } from '../../../src/client/create-reranker';
import type { ModelStore } from '../../../src/models/files/model-store';
import type { CreateOptions, Reranker } from '../../../src/client/reranker';
import { exposeHost } from '../../../src/host/expose-host';
import { runtimeFor } from '../../engine/runtimes/kernel/node-kernel';
import { startHub } from '../hub-server';
import type { Hub } from '../hub-server';

const folder = join(root, 'test/fixtures/models/tiny-cross');
const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const config = { architectures: ['BertForSequenceClassification'], max_position_embeddings: 64, model_type: 'bert' };
/** The model is random. With these control ids it happens to put the text that answers first, with its own ones it does not. */
const lucky = { type: 'BertProcessing', cls: ['[UNK]', 1], sep: ['[SEP]', 3] };
let hub: Hub;
let kept: Map<string, Uint8Array>;
let open: Reranker[];

beforeEach(async () => {
  const tokenizer = JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8')) as object;
  const files = {
    'config.json': text(config),
    'tokenizer_config.json': text({ model_max_length: 64 }),
    'tokenizer.json': text({ ...tokenizer, post_processor: lucky }),
    'onnx/model.onnx': new Uint8Array(await readFile(join(folder, 'model.onnx'))),
  };
  hub = await startHub({
    main: files,
    v2: { ...files, 'config.json': text({ ...config, max_position_embeddings: 48 }) },
    luckless: { ...files, 'tokenizer.json': text(tokenizer) },
  });
  kept = new Map();
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((each) => each.dispose()));
  await hub.close();
});

const store: ModelStore = {
  kind: 'persistent',
  get: (key) => Promise.resolve(kept.get(key)),
  put: (key, bytes) => (kept.set(key, bytes), Promise.resolve(true)),
  delete: (key) => (kept.delete(key), Promise.resolve()),
};

async function create(options: CreateOptions = {}): Promise<Reranker> {
  const worker = () => {
    const { port1, port2 } = new MessageChannel();
    exposeHost(port2, {
      ...nodeEnvironment,
      openStore: () => Promise.resolve(store),
      createRuntime: () => runtimeFor('onnx'),
    });
    return port1;
  };
  const assets = 'https://nowhere.invalid/';
  const reranker = await createReranker({
    model: 'someone/ranker',
    hub: hub.url,
    device: 'wasm',
    assets,
    worker,
    ...options,
  });
  open.push(reranker);
  return reranker;
}

describe('a model on a hub', () => {
  test('is made ready from its configuration, tokenizer and ONNX file, through redirects', async () => {
    const reranker = await create();
    expect(reranker.report).toMatchObject({
      model: 'someone/ranker',
      method: 'cross-encoder',
      runtime: 'onnx',
      dtype: 'fp32',
    });
    expect(reranker.report.selfTest).toMatchObject({ pairs: 3 });
    const { results } = await reranker.rerank('a river', ['a river runs', 'some bread']);
    for (const { score } of results) expect(score > 0 && score < 1).toBe(true);
  });

  test('is taken at the revision asked for', async () => {
    await create({ revision: 'v2' });
    expect(hub.asked.some((path) => path.includes('/resolve/main/'))).toBe(false);
    await expect(create({ revision: 'v3' })).rejects.toMatchObject({ code: 'model-unavailable' });
  });

  test('is loaded from the store without a network', async () => {
    await (await create()).rerank('a river', ['a river runs']);
    await hub.close();
    const { results } = await (await create()).rerank('a river', ['a river runs']);
    expect(results).toHaveLength(1);
  });

  test('goes on with a download that broke off, from where it was', async () => {
    hub.breakAt.push(50_000, 50_000);
    await create();
    const ranges = hub.asked.filter((path) => path.includes('model.onnx bytes='));
    expect(ranges.length).toBeGreaterThan(0);
    for (const range of ranges) expect(range).not.toContain('bytes=0-');
  });

  test('is refused when its scores make no sense', async () => {
    const refused = create({ revision: 'luckless' });
    await expect(refused).rejects.toMatchObject({ code: 'no-candidate' });
    await expect(refused).rejects.toThrow(/are not plausible/);
  });

  test('says what it lacks', async () => {
    await expect(create({ model: 'someone/else' })).rejects.toMatchObject({ code: 'model-unavailable' });
    await expect(create({ device: 'webgpu' })).rejects.toMatchObject({ code: 'device-unavailable' });
  });
});
