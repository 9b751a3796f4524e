/** @file Who takes part. Contenders with the same page and load options share a page, and with it a loaded model. */

export type Contender = {
  readonly id: string;
  /** As tables and plots have it. */
  readonly title: string;
  readonly page: 'rankside' | 'transformers' | 'wllama';
  readonly load: Readonly<Record<string, unknown>>;
  /** Options of each `rank`, beside query and passages. */
  readonly rank: Readonly<Record<string, unknown>>;
  /** Keeps what it knows of a passage, so that another query over the same ones costs less. */
  readonly keeps?: boolean;
};

const ours = (id: string, title: string, load: Contender['load']): Contender => ({
  ...{ id, title, load, page: 'rankside', rank: {}, keeps: true },
});

const WAYS = { oneBatch: 'one padded batch', batches: 'batches of 8', singles: 'one at a time' } as const;

const cross = (dtype: 'q8' | 'fp32'): Contender[] =>
  Object.entries(WAYS).map(([mode, way]) => ({
    id: `${dtype}-${mode}`,
    title: `transformers.js, cross-encoder ${dtype}, ${way}`,
    ...{ page: 'transformers', load: { kind: 'cross', dtype }, rank: { mode } },
  }));

export const AUTO = ours('auto', 'rankside, as it comes', {});
export const EXACT = ours('exact', 'rankside `base`, exact', { strategy: 'exact' });
export const FAST = ours('fast', 'rankside `fast`, exact', { model: 'fast', strategy: 'exact' });
const q8 = cross('q8');
export const [PEER, BATCHES] = q8 as [Contender, Contender, Contender];

export const EMBED: Contender = {
  id: 'embed',
  title: 'transformers.js, embeddings q8, batches of 8',
  ...{ page: 'transformers', load: { kind: 'embed', dtype: 'q8' }, rank: { mode: 'embed' }, keeps: true },
};

export const WLLAMA: Contender = {
  id: 'wllama',
  title: 'wllama `createRerank`, GGUF Q8_0',
  ...{ page: 'wllama', load: {}, rank: {} },
};

/** A worker of its own, all threads, batches of like length: what its users could reach with care. */
export function peerAtItsBest(threads: number): Contender {
  return {
    id: 'best',
    title: `transformers.js at its best: worker, ${threads} threads, length-sorted batches of 8`,
    ...{ page: 'transformers', load: { kind: 'cross', dtype: 'q8', worker: true, threads }, rank: { mode: 'sorted' } },
  };
}

export const everyone: readonly Contender[] = [AUTO, EXACT, FAST, ...q8, ...cross('fp32'), EMBED, WLLAMA];
