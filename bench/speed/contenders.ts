/**
 * @file The compared systems. Contenders with the same page and load options share a page, and with it a loaded model.
 */

export type Contender = {
  readonly id: string;
  /** The name in tables and plots. */
  readonly title: string;
  readonly page: 'rankside' | 'transformers' | 'wllama';
  readonly load: Readonly<Record<string, unknown>>;
  /** Options of each `rank`, besides query and passages. */
  readonly rank: Readonly<Record<string, unknown>>;
  /** Whether it caches passages, so that another query over the same ones costs less. */
  readonly hasCache?: boolean;
};

const ours = (id: string, title: string, load: Contender['load']): Contender => ({
  ...{ id, title, load, page: 'rankside', rank: {}, hasCache: true },
});

const BATCHING = { oneBatch: 'one padded batch', batches: 'batches of 8', singles: 'one at a time' } as const;

const cross = (dtype: 'q8' | 'fp32'): Contender[] =>
  Object.entries(BATCHING).map(([mode, batching]) => ({
    id: `${dtype}-${mode}`,
    title: `transformers.js, cross-encoder ${dtype}, ${batching}`,
    ...{ page: 'transformers', load: { kind: 'cross', dtype }, rank: { mode } },
  }));

export const AUTO = ours('auto', 'rankside, default options', {});
export const EXACT = ours('exact', 'rankside `base`, exact', { strategy: 'exact' });
export const FAST = ours('fast', 'rankside `fast`, exact', { model: 'fast', strategy: 'exact' });
/** The weights of its head are not trained, so golden pairs without an order replace the plausibility test. */
export const RELEASED: Contender = {
  ...ours('released', 'rankside, the same cross-encoder q8 from a folder', {
    model: 'peers/cross/',
    card: { golden: [{ query: 'a', passages: [{ text: 'b', logits: [0] }] }] },
  }),
  hasCache: false,
};
const q8 = cross('q8');
export const [PEER, BATCHES] = q8 as [Contender, Contender, Contender];

export const EMBED: Contender = {
  id: 'embed',
  title: 'transformers.js, embeddings q8, batches of 8',
  ...{ page: 'transformers', load: { kind: 'embed', dtype: 'q8' }, rank: { mode: 'embed' }, hasCache: true },
};

export const WLLAMA: Contender = {
  id: 'wllama',
  title: 'wllama `createRerank`, GGUF Q8_0',
  ...{ page: 'wllama', load: {}, rank: {} },
};

/** transformers.js with careful use: in a worker, with all threads, and batches of similar length. */
export function peerAtItsBest(threads: number): Contender {
  return {
    id: 'best',
    title: `transformers.js at its best: worker, ${threads} threads, length-sorted batches of 8`,
    ...{ page: 'transformers', load: { kind: 'cross', dtype: 'q8', worker: true, threads }, rank: { mode: 'sorted' } },
  };
}

export const allContenders: readonly Contender[] = [AUTO, EXACT, FAST, ...q8, ...cross('fp32'), EMBED, WLLAMA];
