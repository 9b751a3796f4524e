/** @file `rankside/node` over the built package: threads, errors, and the same scores on one core and on two. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from '../scripts/build.mjs';
import { dist, root } from '../scripts/paths.mjs';

beforeAll(() => ensureBuilt());

/** Runs a module in a process of its own, which has to end by itself, and parses what it prints. */
async function run(body: string): Promise<unknown> {
  const entry = JSON.stringify(pathToFileURL(join(dist, 'node.js')).href);
  const script = `import { createReranker, isRerankError } from ${entry};\n${body}`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    timeout: 150_000,
  });
  return JSON.parse(stdout);
}

const query = JSON.stringify('how long do cats sleep');
const passages = JSON.stringify([
  ...Array.from({ length: 12 }, (_, day) => `On day ${day} of the month the ferry leaves at noon.`),
  'Cats sleep for most of the day, up to sixteen hours.',
]);

describe('createReranker() of rankside/node', () => {
  test('ranks on two threads, with the scores of one, and the process ends after dispose()', async () => {
    const answers = await run(`
      const answers = [];
      for (const cores of [1, 2]) {
        const reranker = await createReranker({ model: 'fast', cores });
        const { results } = await reranker.rerank(${query}, ${passages});
        answers.push({ workers: reranker.report.workers, scores: results.map(({ index, score }) => [index, score]) });
        await reranker.dispose();
      }
      console.log(JSON.stringify(answers));`);
    const [one, two] = answers as { workers: number; scores: [number, number][] }[];
    expect([one!.workers, two!.workers]).toEqual([1, 2]);
    expect(two!.scores).toEqual(one!.scores);
    expect(one!.scores[0]![0]).toBe(12);
  });

  test('takes the path of a model folder, and runs onnxruntime-web without `runtimes`', async () => {
    const folder = JSON.stringify(join(root, 'test/fixtures/models/tiny-cross'));
    const report = await run(`
      const reranker = await createReranker({ model: ${folder} });
      const { results } = await reranker.rerank(${query}, ${passages});
      const { runtime, model } = reranker.report;
      await reranker.dispose();
      console.log(JSON.stringify({ runtime, model, scored: results.length }));`);
    expect(report).toEqual({ runtime: 'onnx', model: 'tiny-cross', scored: 13 });
  });

  test('rejects WebGPU in a dtype, a missing model and an abort as in a page', async () => {
    const codes = await run(`
      const codes = [];
      for (const options of [{ device: 'webgpu', dtype: 'fp16' }, { model: 'no-such-model' }]) {
        codes.push(await createReranker(options).catch((error) => isRerankError(error) && error.code));
      }
      const reranker = await createReranker({ model: 'fast' });
      const signal = AbortSignal.abort();
      codes.push(await reranker.rerank(${query}, ${passages}, { signal }).catch((error) => error.name));
      await reranker.dispose();
      console.log(JSON.stringify(codes));`);
    expect(codes).toEqual(['device-unavailable', 'unknown-model', 'AbortError']);
  });
});
