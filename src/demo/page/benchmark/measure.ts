/**
 * @file Measures the model: first on new passages, then on the same passages with other queries and in lists of several
 * lengths.
 */
import type { Reranker } from 'rankside';

export type Figures = {
  readonly passages: number;
  readonly words: number;
  /** Milliseconds for each new passage. */
  readonly coldMsPerPassage: number;
  /** How many passages were scored after how many milliseconds. */
  readonly coldCurve: readonly { readonly ms: number; readonly scored: number }[];
  /** Milliseconds of a query over passages whose vectors are in memory, by length of the list. */
  readonly warm: readonly { readonly passages: number; readonly medianMs: number; readonly slowestMs: number }[];
};

export type MeasureOptions = {
  readonly signal?: AbortSignal;
  /** In [0, 1]. */
  readonly onProgress?: (fraction: number) => void;
  /** The length of the longest list. Default 200. */
  readonly passages?: number;
};

const WORDS =
  'river stone winter garden letter bridge paper harbour engine window bread copper forest market signal lantern thread valley wheel music'.split(
    ' ',
  );
const QUERIES = [
  'a bridge over the river',
  'bread at the market',
  'lantern in the window',
  'the engine of the harbour',
  'music in winter',
  'a letter on paper',
  'wheel and thread',
];
const WORDS_A_PASSAGE = 90;
const LIST_SHARES = [0.05, 0.25, 0.5, 1];

export async function measure(reranker: Reranker, options: MeasureOptions = {}): Promise<Figures> {
  const { passages: count = 200, onProgress, signal } = options;
  const call = signal === undefined ? {} : { signal };
  // A new seed for each run, so that the cache has no vectors of an earlier run.
  const texts = makeTexts(count, Date.now());
  await reranker.rerank(QUERIES[0]!, [makeTexts(1, 7)[0]!], call);
  const curve: { ms: number; scored: number }[] = [];
  const start = performance.now();
  for await (const event of reranker.stream(QUERIES[0]!, texts, { ...call, strategy: 'exact' })) {
    if (event.kind === 'done') continue;
    curve.push({ ms: performance.now() - start, scored: event.scored });
    onProgress?.((event.scored / count) * 0.8);
  }
  const coldMs = performance.now() - start;
  const warm: Figures['warm'][number][] = [];
  for (const [index, share] of LIST_SHARES.entries()) {
    warm.push(await measureWarm(reranker, texts.slice(0, Math.max(1, Math.round(count * share))), call));
    onProgress?.(0.8 + (0.2 * (index + 1)) / LIST_SHARES.length);
  }
  return { passages: count, words: WORDS_A_PASSAGE, coldMsPerPassage: coldMs / count, coldCurve: curve, warm };
}

async function measureWarm(
  reranker: Reranker,
  texts: readonly string[],
  call: { signal?: AbortSignal },
): Promise<Figures['warm'][number]> {
  const times: number[] = [];
  for (const query of QUERIES) {
    const start = performance.now();
    await reranker.rerank(query, texts, { ...call, topN: 10 });
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return {
    passages: texts.length,
    medianMs: times[Math.floor(times.length / 2)]!,
    slowestMs: times[times.length - 1]!,
  };
}

/** Generates passages of random words, the same for the same seed. */
function makeTexts(count: number, seed: number): string[] {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: count }, (_, index) => {
    const words = Array.from({ length: WORDS_A_PASSAGE }, () => WORDS[Math.floor(next() * WORDS.length)]!);
    return `Passage ${index}: ${words.join(' ')}.`;
  });
}
