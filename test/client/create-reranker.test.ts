import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nodeEnvironment } from '../../src/cli/node-environment';
import { createReranker } from '../../src/index';
import { onnx } from '../../src/onnx';
import type { CreateOptions, LoadProgress, StatusEvent } from '../../src/index';
import { ONNX_MISSING } from '../../src/host/engines/plan';
import { exposeHost } from '../../src/host/expose-host';
import { runtimeFor } from '../engine/runtimes/kernel/node-kernel';
import { PLAIN, QUERY } from '../contracts/texts';

const folder = (name: string) => new URL(`../fixtures/models/${name}/`, import.meta.url);
type Answer = (file: string) => Response | undefined;

/** Returns a function that starts the real host in this thread. `answer` may replace a response. */
function startsHost(answer: Answer = () => undefined): () => MessagePort {
  return () => {
    const { port1, port2 } = new MessageChannel();
    exposeHost(port2, {
      ...nodeEnvironment,
      fetch: (url) => Promise.resolve(answer(url.split('/').at(-1)) ?? nodeEnvironment.fetch(url)),
      createRuntime: () => runtimeFor('onnx'),
      createKernel: () => runtimeFor('kernel'),
    });
    return port1;
  };
}

/** Creates a reranker with the real client, host, loader and runtime in this thread. */
function create(options: CreateOptions, answer?: Answer) {
  const given = { model: folder('tiny-late'), assets: 'file:///rankside/', runtimes: [onnx()] };
  return createReranker({ ...given, worker: startsHost(answer), ...options });
}

/** Creates a reranker with the tiny model's card after `change` has edited it. */
function createFrom(
  change: (card: { golden: { passages: { logits: number[] }[] }[]; tokenizer: { sha256: string } }) => void,
) {
  const card = JSON.parse(readFileSync(new URL('card.json', folder('tiny-late')), 'utf8')) as Parameters<
    typeof change
  >[0];
  change(card);
  return create({}, (file) => (file === 'card.json' ? new Response(JSON.stringify(card)) : undefined));
}

describe('createReranker()', () => {
  test.each(['tiny-late', 'tiny-cross'])('loads and tests %s from a folder, and ranks with it', async (name) => {
    const [progress, statuses]: [LoadProgress[], StatusEvent[]] = [[], []];
    await using reranker = await create({
      model: folder(name),
      onProgress: (step) => progress.push(step),
      onStatus: (event) => statuses.push(event),
    });
    expect(reranker.report).toMatchObject({ model: name, device: 'wasm', threads: 1, losses: [], warnings: [] });
    expect(reranker.report.candidates[0]).toMatchObject({ state: 'serving', device: 'wasm' });
    expect(reranker.report.candidates).toContainEqual(
      expect.objectContaining({ device: 'webgpu', state: 'not-tried', reason: 'Node has no WebGPU' }),
    );
    expect(statuses.map((event) => event.kind)).toEqual(['ready']);
    const last = progress.at(-1);
    expect(last.overallLoadedBytes).toBe(last.overallTotalBytes);
    const { results, stats } = await reranker.rerank(QUERY, PLAIN);
    expect(results.map((row) => row.index).sort()).toEqual(PLAIN.map((_, row) => row));
    expect(stats.complete).toBe(true);
  });

  test('uses the requested dtype', async () => {
    await using reranker = await create({ dtype: 'fp32' });
    expect(reranker.report.dtype).toBe('fp32');
  });

  test('runs the requested depth, and names it in the report and with every score', async () => {
    const passages = ['the baker sells bread', 'an old clock'];
    const logits = new Set<number | undefined>();
    for (const [options, depth] of [
      [{}, 2],
      [{ depth: 2 }, 2],
      [{ depth: 1 }, 1],
    ] as const) {
      await using reranker = await create(options);
      expect(reranker.report).toMatchObject({ depth, depths: [1, 2] });
      const { results } = await reranker.rerank('bread', passages);
      for (const { scoredBy } of results) expect(scoredBy).toBe(`tiny-late@${depth}/late-interaction`);
      logits.add(results[0]!.logit);
    }
    expect(logits.size).toBe(2);
  });

  test('fetches no graph beyond the requested depth', async () => {
    const asked: string[] = [];
    const note = (file: string) => void asked.push(file);
    await using reranker = await create({ depth: 1, dtype: 'fp32' }, note);
    expect(reranker.report.depth).toBe(1);
    expect(asked.filter((file) => file.endsWith('.onnx'))).toEqual(['wasm-fp32.1.onnx']);
  });

  test.each([
    [{ depth: 3 }, 'Expected `depth` to be one of 1, 2, got `3`'],
    [{ depth: 1, model: folder('tiny-cross') }, 'Expected `depth` to be absent: tiny-cross has no exits, got `1`'],
  ])('rejects %j, which the model does not have', async (options, message) => {
    await expect(create(options)).rejects.toThrow(new RangeError(message));
  });

  test.each<[what: string, options: CreateOptions, error: object]>([
    [
      'an unknown model',
      { model: 'no-such' },
      {
        code: 'unknown-model',
        message:
          'Expected `model` to be one of base, fast, multi, deep, a folder URL ending with /, or org/name on a hub, ' +
          'got `no-such`',
      },
    ],
    ['an unknown method', { method: 'guess' }, { code: 'unknown-method' }],
    [
      'a method that the model cannot do',
      { method: 'cross-encoder' },
      { code: 'method-unsupported', details: { ability: 'classify' } },
    ],
    [
      'WebGPU in a dtype where there is none',
      { device: 'webgpu', dtype: 'fp16' },
      { code: 'device-unavailable', message: expect.stringContaining('Only the dtype fp16') as string },
    ],
    ['a dtype that the model lacks', { device: 'wasm', dtype: 'fp16' }, { code: 'device-unavailable' }],
    ['a folder that is not there', { model: folder('no-such') }, { code: 'model-unavailable' }],
  ])('refuses %s', async (_, options, error) => {
    await expect(create(options)).rejects.toMatchObject({ name: 'RerankError', ...error });
  });

  test('runs on WASM, and says why, if WebGPU is requested where there is none', async () => {
    const reranker = await create({ device: 'webgpu' });
    expect(reranker.report).toMatchObject({ device: 'wasm', runtime: 'kernel' });
    expect(reranker.report.warnings.join()).toMatch(/webgpu\/fp32: Node has no WebGPU; WASM is used/);
  });

  test('says how to add onnxruntime-web for a model that needs it', async () => {
    const message = expect.stringMatching(/import \{ onnx \} from "rankside\/onnx"/) as string;
    const creation = create({ model: folder('tiny-cross'), runtimes: [] });
    await expect(creation).rejects.toMatchObject({ code: 'device-unavailable', message });
  });

  test('ranks on the kernel without onnxruntime-web, and reports what was not tried', async () => {
    await using reranker = await create({ runtimes: [] });
    expect(reranker.report).toMatchObject({ runtime: 'kernel', warnings: [] });
    expect(reranker.report.candidates).toContainEqual(
      expect.objectContaining({ runtime: 'onnx', state: 'not-tried', reason: ONNX_MISSING }),
    );
  });

  test('says what to use in place of small-lm, which earlier versions had', async () => {
    const message = expect.stringContaining('docs/methods.md#a-released-language-model') as string;
    const creation = createReranker({ model: 'small-lm', worker: startsHost() });
    await expect(creation).rejects.toMatchObject({ code: 'unknown-model', message });
  });

  const page = () => new Response('<!doctype html><title>Welcome</title>');
  test.each<[what: string, file: string, answer: () => Response, code: string, message: RegExp]>([
    ['an HTML page for a card', 'card.json', page, 'model-invalid', /Expected a model card at .*, got an HTML page/],
    ['something else for a card', 'card.json', () => new Response('[]'), 'model-invalid', /got something else/],
    ['an HTML page for weights', 'weights.bin', page, 'model-invalid', /Expected weights\.bin .*, got an HTML page/],
    [
      'fewer bytes for a tokenizer',
      'tokenizer.json',
      () => new Response('{}'),
      'model-invalid',
      /tokenizer\.json .* got 2 bytes/,
    ],
    ['no file', 'weights.bin', () => new Response('', { status: 404 }), 'model-unavailable', /the server answered 404/],
  ])('rejects a server that responds with %s', async (_, file, answer, code, message) => {
    const creation = create({}, (asked) => (asked === file ? answer() : undefined));
    await expect(creation).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  });

  test('rejects a file that differs from its card', async () => {
    const creation = createFrom((card) => (card.tokenizer.sha256 = '0'.repeat(64)));
    await expect(creation).rejects.toMatchObject({ code: 'model-invalid' });
  });

  test('rejects a model whose scores differ from its card, with a reason for each candidate', async () => {
    const creation = createFrom((card) => (card.golden[0]!.passages[0]!.logits = [0, 9]));
    await expect(creation).rejects.toMatchObject({
      code: 'no-candidate',
      message: expect.stringMatching(/wasm\/int8: The self-test scores .*wasm\/fp32: The self-test scores/) as string,
      details: { candidates: expect.arrayContaining([expect.objectContaining({ state: 'refused' })]) as unknown[] },
    });
  });
});
