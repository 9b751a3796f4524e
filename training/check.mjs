/**
 * @file Compares every graph of a model folder, in onnxruntime-web's WASM build, with the card's golden logits, and times it.
 *
 * Usage: node check.mjs <model folder> [tokens of the timed text]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from '../node_modules/onnxruntime-web/dist/ort.webgpu.mjs';
import { runnerImport } from '../node_modules/vite/dist/node/index.js';
import { Tokenizer } from '../node_modules/@huggingface/tokenizers/dist/tokenizers.mjs';

const { module } = await runnerImport(new URL('../src/models/files/expand-weights.ts', import.meta.url).pathname);
const { expandWeights } = module;
const dist = new URL('../node_modules/onnxruntime-web/dist/', import.meta.url);
ort.env.logLevel = 'error';
ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = { mjs: new URL('ort-wasm-simd-threaded.mjs', dist).href };
ort.env.wasm.wasmBinary = readFileSync(new URL('ort-wasm-simd-threaded.wasm', dist));

const [folder, timed = '160'] = process.argv.slice(2);
const card = JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8'));
const tokenizer = new Tokenizer(JSON.parse(readFileSync(join(folder, card.tokenizer.path), 'utf8')), {});
const tokenize = (text) => Array.from(tokenizer.encode(text, { add_special_tokens: false }).ids);
const passageText = ({ title, text }) => (title ? `${title}\n${text}` : text);

function row(parts, fields, limit) {
  const free =
    limit -
    parts.filter((part) => part.id !== undefined).length -
    (fields.query && fields.passage ? fields.query.length : 0);
  const rows = parts.map((part) => {
    const ids =
      part.id !== undefined ? [part.id] : part.field === 'passage' ? fields.passage.slice(0, free) : fields.query;
    return ids.map((id) => ({ id, type: part.type ?? 0 }));
  });
  return rows.flat();
}

function feeds(session, tokens) {
  const wide = session.inputMetadata.some(({ type }) => type === 'int64');
  const make = (numbers) =>
    wide
      ? new ort.Tensor('int64', BigInt64Array.from(numbers, BigInt), [1, numbers.length])
      : new ort.Tensor('int32', Int32Array.from(numbers), [1, numbers.length]);
  const all = {
    input_ids: () => make(tokens.map((token) => token.id)),
    attention_mask: () => make(tokens.map(() => 1)),
    token_type_ids: () => make(tokens.map((token) => token.type)),
  };
  return Object.fromEntries(session.inputNames.filter((name) => name in all).map((name) => [name, all[name]()]));
}

const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
const lines = ({ data, dims: [, rows, width] }) =>
  Array.from({ length: rows }, (_, i) => data.subarray(i * width, (i + 1) * width)); // (1, rows, width)

/** Rounds a vector to four bits, as a cache does. */
function rounded(vector) {
  const scale = Math.max(...vector.map(Math.abs)) / 7;
  return vector.map((x) => Math.round(x / scale) * scale);
}

function maxSim(query, passage) {
  const { data: weights } = query.token_weights;
  const vectors = lines(passage.token_vectors);
  const kept = card.vectorBits === 4 ? vectors.map(rounded) : vectors;
  let [total, sum] = [0, 0];
  lines(query.token_vectors).forEach((q, i) => {
    total += weights[i] * Math.max(...kept.map((p) => dot(q, p)));
    sum += weights[i];
  });
  return total / sum;
}

/** Returns the outputs of every segment, each of which reads the states of the segment before it. */
async function runSegments(sessions, tokens) {
  const outputs = [];
  let states = {};
  for (const session of sessions) {
    const out = await session.run({ ...feeds(session, tokens), ...states });
    outputs.push(out);
    states = { hidden: out.next_hidden };
  }
  return outputs;
}

/** Returns the logits of every passage, one for each exit. */
async function lateLogits(sessions, { query, passages }) {
  const { template, limits, exits } = card;
  const q = await runSegments(sessions, row(template.query, { query: tokenize(query) }, limits.query));
  const logits = [];
  for (const passage of passages) {
    const p = await runSegments(
      sessions,
      row(template.passage, { passage: tokenize(passageText(passage)) }, limits.passage),
    );
    logits.push(
      exits.map(
        ({ cosine, maxsim }, i) => cosine * dot(q[i].pooled.data, p[i].pooled.data) + maxsim * maxSim(q[i], p[i]),
      ),
    );
  }
  return logits;
}

async function crossLogits([session], { query, passages }) {
  const logits = [];
  for (const passage of passages) {
    const fields = { query: tokenize(query), passage: tokenize(passageText(passage)) };
    logits.push([
      (await session.run(feeds(session, row(card.template.pair, fields, card.limits.pair)))).logits.data[0],
    ]);
  }
  return logits;
}

/** Returns the weights that graphs refer to: the package's own code expands a file with a directory. */
function weights(variant, stored) {
  if (!variant.directory) return new Uint8Array(stored);
  return expandWeights(JSON.parse(readFileSync(join(folder, variant.directory.path), 'utf8')), new Uint8Array(stored));
}

async function time(sessions, length) {
  const tokens = Array.from({ length }, (_, i) => ({ id: 5 + ((i * 7919) % 300), type: 0 }));
  const runs = [];
  for (let i = 0; i < 24; i++) {
    const start = performance.now();
    await runSegments(sessions, tokens);
    runs.push(performance.now() - start);
  }
  return runs.slice(8).sort((a, b) => a - b)[8]; // the median, without the runs in which the compiler is still optimizing
}

// The unit tests compare the variants of our own kernel.
for (const variant of card.variants.filter(({ runtime = 'onnx' }) => runtime === 'onnx')) {
  const read = (ref) => readFileSync(join(folder, ref.path));
  const data = variant.data.map((ref) => ({ path: ref.path, data: weights(variant, read(ref)) }));
  const started = performance.now();
  const sessions = [];
  for (const graph of variant.graphs) {
    sessions.push(await ort.InferenceSession.create(read(graph), { executionProviders: ['wasm'], externalData: data }));
  }
  const loadMs = performance.now() - started;
  let error = 0;
  for (const entry of card.golden) {
    const logits = await (card.method === 'cross-encoder' ? crossLogits : lateLogits)(sessions, entry);
    entry.passages.forEach((passage, i) =>
      passage.logits.forEach((logit, exit) => (error = Math.max(error, Math.abs(logit - logits[i][exit])))),
    );
  }
  const length = Math.min(Number(timed), card.limits.pair ?? card.limits.passage);
  const ms = await time(sessions, length);
  console.log(
    `${card.name} ${variant.graphs.map(({ path }) => path).join(' ')} (${variant.device} ${variant.dtype}): load ` +
      `${loadMs.toFixed(0)} ms, golden error ${error.toFixed(5)}, allowed ${variant.tolerance}, ${ms.toFixed(1)} ms for a row of ${length} tokens`,
  );
  if (!(error <= variant.tolerance)) process.exitCode = 1;
  for (const session of sessions) await session.release();
}
