import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { root } from '../../../scripts/paths.mjs';
import { nodeEnvironment } from '../../../src/cli/node-environment';
import { createReranker } from '../../../src/client/create-reranker';
import { onnx } from '../../../src/onnx';
import type { ModelStore } from '../../../src/models/files/model-store';
import type { CreateOptions, Reranker } from '../../../src/client/reranker';
import { exposeHost } from '../../../src/host/expose-host';
import { runtimeFor } from '../../engine/runtimes/kernel/node-kernel';
import { startHub } from '../hub-server';
import type { Hub } from '../hub-server';

const folder = join(root, 'test/fixtures/models/tiny-cross');
const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const config = { architectures: ['BertForSequenceClassification'], max_position_embeddings: 64, model_type: 'bert' };
/** The model has random weights. It ranks the right answer first with these control ids, but not with its own. */
const plausibleProcessor = { type: 'BertProcessing', cls: ['[UNK]', 1], sep: ['[SEP]', 3] };
let hub: Hub;
let stored: Map<string, Uint8Array>;
let open: Reranker[];

beforeEach(async () => {
  const tokenizer = JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8')) as object;
  const files = {
    'config.json': text(config),
    'tokenizer_config.json': text({ model_max_length: 64 }),
    'tokenizer.json': text({ ...tokenizer, post_processor: plausibleProcessor }),
    'onnx/model.onnx': new Uint8Array(await readFile(join(folder, 'model.onnx'))),
  };
  hub = await startHub({
    main: files,
    v2: { ...files, 'config.json': text({ ...config, max_position_embeddings: 48 }) },
    implausible: { ...files, 'tokenizer.json': text(tokenizer) },
  });
  stored = new Map();
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((each) => each.dispose()));
  await hub.close();
});

const store: ModelStore = {
  kind: 'persistent',
  get: (key) => Promise.resolve(stored.get(key)),
  put: (key, bytes) => (stored.set(key, bytes), Promise.resolve(true)),
  delete: (key) => (stored.delete(key), Promise.resolve()),
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
    runtimes: [onnx()],
    worker,
    ...options,
  });
  open.push(reranker);
  return reranker;
}

describe('a model on a hub', () => {
  test('loads from its configuration, tokenizer and ONNX file, through redirects', async () => {
    const reranker = await create();
    expect(reranker.report).toMatchObject({
      model: 'someone/ranker',
      method: 'cross-encoder',
      runtime: 'onnx',
      dtype: 'fp32',
    });
    expect(reranker.report.selfTest).toMatchObject({ pairs: 3 });
    const { results } = await reranker.rerank('a river', ['a river runs', 'some bread']);
    for (const { score } of results) expect(score! > 0 && score! < 1).toBe(true);
  });

  test('loads the requested revision', async () => {
    await create({ revision: 'v2' });
    expect(hub.requested.some((path) => path.includes('/resolve/main/'))).toBe(false);
    await expect(create({ revision: 'v3' })).rejects.toMatchObject({ code: 'model-unavailable' });
  });

  test('loads from the store without a network', async () => {
    await (await create()).rerank('a river', ['a river runs']);
    await hub.close();
    const { results } = await (await create()).rerank('a river', ['a river runs']);
    expect(results).toHaveLength(1);
  });

  test('resumes a download that broke off', async () => {
    hub.breakAt.push(50_000, 50_000);
    await create();
    const ranges = hub.requested.filter((path) => path.includes('model.onnx bytes='));
    expect(ranges.length).toBeGreaterThan(0);
    for (const range of ranges) expect(range).not.toContain('bytes=0-');
  });

  test('is refused if its scores are not plausible', async () => {
    const refused = create({ revision: 'implausible' });
    await expect(refused).rejects.toMatchObject({ code: 'no-candidate' });
    await expect(refused).rejects.toThrow(/are not plausible/);
  });

  test('is refused if the repository does not exist', async () => {
    await expect(create({ model: 'someone/else' })).rejects.toMatchObject({ code: 'model-unavailable' });
  });

  test('runs on WASM with a warning if WebGPU is requested and not available', async () => {
    const { report } = await create({ device: 'webgpu' });
    expect(report.device).toBe('wasm');
    expect(report.warnings.join()).toMatch(/on webgpu: .*Node has no WebGPU.*; WASM is used/);
  });
});
