/**
 * @file transformers.js as it is used to rerank. `oneBatch`, `batches` and `singles` are what packages and examples do with a
 * cross-encoder; `sorted` fills batches with passages of like length; `embed` compares pooled vectors.
 */
import {
  AutoModelForSequenceClassification,
  AutoTokenizer,
  env,
  pipeline,
} from '../../transformers/transformers.min.js';

// A hub of our own: files are fetched, and kept in Cache Storage, as from the real one.
env.remoteHost = new URL('../../peers/', import.meta.url).href;
env.remotePathTemplate = '{model}/';
env.backends.onnx.wasm.wasmPaths = new URL('../../ort/', import.meta.url).href;

/** @param {{ kind: 'cross' | 'embed', dtype: 'q8' | 'fp32', threads?: number }} options */
export async function loadScorer({ kind, dtype, threads }) {
  if (threads !== undefined) env.backends.onnx.wasm.numThreads = threads;
  if (kind === 'embed') return embedScorer(await pipeline('feature-extraction', 'embed', { dtype, device: 'wasm' }));
  const tokenizer = await AutoTokenizer.from_pretrained('cross');
  const model = await AutoModelForSequenceClassification.from_pretrained('cross', { dtype, device: 'wasm' });
  return crossScorer(async (query, passages) => {
    const pairs = tokenizer(new Array(passages.length).fill(query), {
      text_pair: passages,
      padding: true,
      truncation: true,
    });
    const { logits } = await model(pairs);
    return Array.from(logits.data);
  });
}

/** Every way tells `scored` how many passages have a score by then, and gives the scores in the order of the passages. */
function crossScorer(score) {
  const parts = async (query, passages, order, size, scored) => {
    const scores = new Array(passages.length);
    for (let from = 0; from < order.length; from += size) {
      const some = order.slice(from, from + size);
      const made = await score(query, some.map((at) => passages[at])); // prettier-ignore
      some.forEach((at, i) => (scores[at] = made[i]));
      scored(from + some.length);
    }
    return scores;
  };
  const given = (passages) => passages.map((_, at) => at);
  const byLength = (passages) => given(passages).sort((a, b) => passages[a].length - passages[b].length);
  return {
    oneBatch: (query, passages, scored) => parts(query, passages, given(passages), passages.length, scored),
    batches: (query, passages, scored) => parts(query, passages, given(passages), 8, scored),
    singles: (query, passages, scored) => parts(query, passages, given(passages), 1, scored),
    sorted: (query, passages, scored) => parts(query, passages, byLength(passages), 8, scored),
  };
}

function embedScorer(extract) {
  const options = { pooling: 'mean', normalize: true };
  let known = new Map();
  const vector = async (text) => (await extract(text, options)).data;
  return {
    /** Vectors are kept by text, as a page would, for the list at hand. */
    async embed(query, passages, scored) {
      if (!passages.every((text) => known.has(text))) known = new Map();
      const own = await vector(query);
      for (let from = 0; from < passages.length; from += 8) {
        const some = passages.slice(from, from + 8).filter((text) => !known.has(text));
        if (some.length === 0) continue;
        const { data, dims } = await extract(some, options); // (passages, hidden)
        some.forEach((text, i) => known.set(text, data.slice(i * dims[1], (i + 1) * dims[1])));
        scored(known.size);
      }
      return passages.map((text) => known.get(text).reduce((sum, x, i) => sum + x * own[i], 0));
    },
  };
}
