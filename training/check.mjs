// Loads every graph of a model folder in onnxruntime-web's WASM build and compares it with the card's golden logits.
// Usage: node check.mjs <model folder> [tokens to time]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from '../node_modules/onnxruntime-web/dist/ort.webgpu.mjs';
import { Tokenizer } from '../node_modules/@huggingface/tokenizers/dist/tokenizers.mjs';

const dist = new URL('../node_modules/onnxruntime-web/dist/', import.meta.url);
ort.env.logLevel = 'error';
ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = { mjs: new URL('ort-wasm-simd-threaded.mjs', dist).href };
ort.env.wasm.wasmBinary = readFileSync(new URL('ort-wasm-simd-threaded.wasm', dist));

const [folder, timed = '160'] = process.argv.slice(2);
const card = JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8'));
const tokenizer = new Tokenizer(JSON.parse(readFileSync(join(folder, card.tokenizer.path), 'utf8')), {});
const pieces = (text) => Array.from(tokenizer.encode(text, { add_special_tokens: false }).ids);
const passageText = ({ title, text }) => (title ? `${title}\n${text}` : text);

function row(parts, fields, limit) {
  const free = limit - parts.filter((part) => part.id !== undefined).length - (fields.query && fields.passage ? fields.query.length : 0);
  const rows = parts.map((part) => {
    const ids = part.id !== undefined ? [part.id] : part.field === 'passage' ? fields.passage.slice(0, free) : fields.query;
    return ids.map((id) => ({ id, type: part.type ?? 0 }));
  });
  return rows.flat();
}

function feeds(session, tokens) {
  const wide = session.inputMetadata[0].type === 'int64';
  const make = (numbers) =>
    wide
      ? new ort.Tensor('int64', BigInt64Array.from(numbers, BigInt), [1, numbers.length])
      : new ort.Tensor('int32', Int32Array.from(numbers), [1, numbers.length]);
  const all = {
    input_ids: () => make(tokens.map((token) => token.id)),
    attention_mask: () => make(tokens.map(() => 1)),
    token_type_ids: () => make(tokens.map((token) => token.type)),
  };
  return Object.fromEntries(session.inputNames.map((name) => [name, all[name]()]));
}

const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);

function maxSim({ token_vectors: query }, { token_vectors: passage }) {
  const [, rows, width] = query.dims; // (1, rows, width)
  const line = (tensor, i) => tensor.data.subarray(i * width, (i + 1) * width);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    let best = -Infinity;
    for (let j = 0; j < passage.dims[1]; j++) best = Math.max(best, dot(line(query, i), line(passage, j)));
    total += best;
  }
  return total / rows;
}

async function lateLogits(session, { query, passages }) {
  const { template, limits, scoring } = card;
  const q = await session.run(feeds(session, row(template.query, { query: pieces(query) }, limits.query)));
  const logits = [];
  for (const passage of passages) {
    const p = await session.run(feeds(session, row(template.passage, { passage: pieces(passageText(passage)) }, limits.passage)));
    logits.push(scoring.cosine * dot(q.pooled.data, p.pooled.data) + scoring.maxsim * maxSim(q, p));
  }
  return logits;
}

async function crossLogits(session, { query, passages }) {
  const logits = [];
  for (const passage of passages) {
    const fields = { query: pieces(query), passage: pieces(passageText(passage)) };
    logits.push((await session.run(feeds(session, row(card.template.pair, fields, card.limits.pair)))).logits.data[0]);
  }
  return logits;
}

async function time(session, length) {
  const tokens = Array.from({ length }, (_, i) => ({ id: 5 + ((i * 7919) % 300), type: 0 }));
  const runs = [];
  for (let i = 0; i < 24; i++) {
    const start = performance.now();
    await session.run(feeds(session, tokens));
    runs.push(performance.now() - start);
  }
  return runs.slice(8).sort((a, b) => a - b)[8]; // median once the compiler has settled
}

// Our own kernel's variants are compared by the unit tests.
for (const variant of card.variants.filter(({ runtime = 'onnx' }) => runtime === 'onnx')) {
  const read = (ref) => readFileSync(join(folder, ref.path));
  const started = performance.now();
  const session = await ort.InferenceSession.create(read(variant.graph), {
    executionProviders: ['wasm'],
    externalData: variant.data.map((ref) => ({ path: ref.path, data: new Uint8Array(read(ref)) })),
  });
  const loadMs = performance.now() - started;
  let error = 0;
  for (const entry of card.golden) {
    const logits = await (card.method === 'cross-encoder' ? crossLogits : lateLogits)(session, entry);
    entry.passages.forEach((passage, i) => (error = Math.max(error, Math.abs(passage.logit - logits[i]))));
  }
  const length = Math.min(Number(timed), card.limits.pair ?? card.limits.passage);
  const ms = await time(session, length);
  console.log(
    `${card.name} ${variant.graph.path} (${variant.device} ${variant.dtype}): load ${loadMs.toFixed(0)} ms, ` +
      `golden error ${error.toFixed(5)} of ${variant.tolerance}, ${ms.toFixed(1)} ms a row of ${length} tokens`,
  );
  if (!(error <= variant.tolerance)) process.exitCode = 1;
  await session.release();
}
