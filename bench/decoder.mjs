/**
 * @file `node --conditions onnxruntime-web-use-extern-wasm bench/decoder.mjs <model.onnx>`: the processor time and the
 * memory of one causal decoder on WASM, one thread, in Node: creating the session, and runs of 1, 16 and 80 tokens of
 * which the last one gets logits. `--native` runs it by onnxruntime-node, `--tokens 1,80` names other lengths.
 *
 * `python -m rankside_training.released` makes such a graph.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { native: { type: 'boolean', default: false }, tokens: { type: 'string', default: '1,16,80' } },
});
const [file] = positionals;
if (file === undefined) throw new Error('Expected the path of a graph, got none');

const RUNS = 3;
/** @type {typeof import('onnxruntime-web')} */
const ort = values.native ? createRequire(import.meta.url)('onnxruntime-node') : await startWasm();
const how = values.native ? { executionProviders: ['cpu'], intraOpNumThreads: 1 } : { executionProviders: ['wasm'] };
const before = process.cpuUsage();
const session = await ort.InferenceSession.create(readFileSync(file), how);
report('session', secondsSince(before));
for (const tokens of values.tokens.split(',').map(Number)) {
  let best = Infinity;
  for (let run = 0; run < RUNS; run++) {
    const started = process.cpuUsage();
    await session.run(feedsOf(tokens), ['logits']);
    best = Math.min(best, secondsSince(started));
  }
  report(`${tokens} tokens`, best);
}

async function startWasm() {
  const web = await import('onnxruntime-web/webgpu');
  const dist = new URL('../node_modules/onnxruntime-web/dist/', import.meta.url);
  web.env.wasm.numThreads = 1;
  web.env.wasm.wasmPaths = { mjs: new URL('ort-wasm-simd-threaded.mjs', dist).href };
  web.env.wasm.wasmBinary = readFileSync(new URL('ort-wasm-simd-threaded.wasm', dist));
  return web;
}

/** @param {number} tokens */
function feedsOf(tokens) {
  /** @param {readonly number[]} from @param {number[]} dims */
  const int64 = (from, dims) => new ort.Tensor('int64', BigInt64Array.from(from, BigInt), dims);
  const all = [...new Array(tokens).keys()];
  /** @type {Record<string, import('onnxruntime-web').Tensor>} */
  const known = {
    input_ids: int64(
      all.map((index) => 500 + 37 * index),
      [1, tokens],
    ),
    attention_mask: int64(new Array(tokens).fill(1), [1, tokens]),
    position_ids: int64(all, [1, tokens]),
    num_logits_to_keep: int64([1], []),
    attend_from: int64([0], [1]),
    attend_to: int64([tokens], [1]),
  };
  return Object.fromEntries(session.inputMetadata.map((input) => [input.name, known[input.name] ?? emptyState(input)]));
}

/**
 * Keys or values before any token: (1, heads, 0, size).
 *
 * @param {import('onnxruntime-web').InferenceSession.ValueMetadata} input
 */
function emptyState(input) {
  const shape = input.isTensor ? input.shape : [];
  return new ort.Tensor('float32', new Float32Array(0), [1, Number(shape[1]), 0, Number(shape[3])]);
}

/** @param {NodeJS.CpuUsage} from */
function secondsSince(from) {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
}

/** @param {string} what @param {number} seconds */
function report(what, seconds) {
  const megabytes = Math.round(process.memoryUsage().rss / 1e6);
  process.stdout.write(`${what}: ${seconds.toFixed(2)} s of processor time, ${megabytes} MB resident\n`);
}
