/**
 * @file Reranking with transformers.js. `oneBatch`, `batches` and `singles` are the uses of a cross-encoder in packages
 * and examples; `sorted` fills batches with passages of similar length; `embed` compares pooled vectors.
 */
import {
  AutoModelForSequenceClassification,
  AutoTokenizer,
  env,
  pipeline,
} from '../../transformers/transformers.min.js';

// A local hub, whose files are fetched and stored in Cache Storage like those of the real one.
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

/**
 * Every function reports the number of scored passages to `onScored` and returns the scores in the order of the
 * passages.
 */
function crossScorer(score) {
  const parts = async (query, passages, order, size, onScored) => {
    const scores = new Array(passages.length);
    for (let from = 0; from < order.length; from += size) {
      const some = order.slice(from, from + size);
      const results = await score(query, some.map((index) => passages[index])); // prettier-ignore
      some.forEach((index, i) => (scores[index] = results[i]));
      onScored(from + some.length);
    }
    return scores;
  };
  const inOrder = (passages) => passages.map((_, index) => index);
  const byLength = (passages) => inOrder(passages).sort((a, b) => passages[a].length - passages[b].length);
  return {
    oneBatch: (query, passages, onScored) => parts(query, passages, inOrder(passages), passages.length, onScored),
    batches: (query, passages, onScored) => parts(query, passages, inOrder(passages), 8, onScored),
    singles: (query, passages, onScored) => parts(query, passages, inOrder(passages), 1, onScored),
    sorted: (query, passages, onScored) => parts(query, passages, byLength(passages), 8, onScored),
  };
}

function embedScorer(extract) {
  const options = { pooling: 'mean', normalize: true };
  let known = new Map();
  const vector = async (text) => (await extract(text, options)).data;
  return {
    /** Caches the vectors of the current list by text, as a page would. */
    async embed(query, passages, onScored) {
      if (!passages.every((text) => known.has(text))) known = new Map();
      const own = await vector(query);
      for (let from = 0; from < passages.length; from += 8) {
        const some = passages.slice(from, from + 8).filter((text) => !known.has(text));
        if (some.length === 0) continue;
        const { data, dims } = await extract(some, options); // (passages, hidden)
        some.forEach((text, i) => known.set(text, data.slice(i * dims[1], (i + 1) * dims[1])));
        onScored(known.size);
      }
      return passages.map((text) => known.get(text).reduce((sum, x, i) => sum + x * own[i], 0));
    },
  };
}
