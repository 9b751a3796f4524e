/** @file A reranker without a model: a passage's score is the share of the query's words that it contains. */
import { RerankError } from '../../src/core/errors';
import type { PrepareResult, Reranker, RerankerStats } from '../../src/client/reranker';
import type {
  Explanation,
  Passage,
  RankEvent,
  Ranked,
  RerankOptions,
  RerankResult,
  RerankStats,
} from '../../src/core/types';
import type { RerankerReport } from '../../src/core/report';

export type FakeOptions = {
  /** The number of words to which a passage is cut. Default: no limit. */
  readonly maxWords?: number;
  /** The number of words beyond which a query is `query-too-long`. Default: no limit. */
  readonly maxQueryWords?: number;
  /** Whether `stats.cache` has neither hits nor misses, as with a method without a cache. */
  readonly withoutCache?: boolean;
  readonly warnings?: readonly string[];
  /** The value of `stats.fusion`; each result has a `fused` unless it is `none`. Default: `none`. */
  readonly fusion?: RerankStats['fusion'];
};

export class FakeReranker implements Reranker {
  readonly report: RerankerReport;
  disposed = 0;
  readonly queries: string[] = [];
  readonly calls: { readonly passages: readonly Passage[]; readonly options: RerankOptions }[] = [];
  readonly #options: FakeOptions;
  readonly #known = new Set<string>();
  #stats: RerankerStats = { calls: 0, passages: 0, modelCalls: 0, cache: { hits: 0, misses: 0 } };

  constructor(model = 'fake', options: FakeOptions = {}) {
    this.#options = options;
    this.report = {
      model,
      depths: [],
      scoreKind: 'pair',
      method: 'words',
      device: 'wasm',
      dtype: 'int8',
      runtime: 'onnx',
      engine: 'fake@1',
      candidates: [],
      selfTest: { pairs: 0, maxError: 0, tolerance: 0 },
      storage: 'memory',
      threads: 1,
      workers: 1,
      mainModelPending: false,
      arriving: false,
      languages: ['*'],
      fusion: { weight: 0.3 },
      loadMs: 0,
      losses: [],
      damagedEntries: 0,
      warnings: [],
    };
  }

  get stats(): RerankerStats {
    return this.#stats;
  }

  rerank<P extends Passage>(
    query: string,
    passages: readonly P[],
    options: RerankOptions = {},
  ): Promise<RerankResult<P>> {
    this.queries.push(query);
    this.calls.push({ passages, options });
    const limit = this.#options.maxQueryWords ?? Infinity;
    const count = wordsOf(query).length;
    if (count > limit) return Promise.reject(tooLong(limit, count));
    const misses = passages.filter((passage) => !this.#known.has(textOf(passage))).length;
    passages.forEach((passage) => this.#known.add(textOf(passage)));
    const all = passages.map((passage, index) => this.#judge(query, passage, index));
    const sorted = all.sort((a, b) => b.score! - a.score! || a.index - b.index);
    const explained = options.explain
      ? sorted.map((one) => ({ ...one, explanation: secondSentence(one.passage) }))
      : sorted;
    const results = explained.map((one, i) => ({ ...one, rank: i + 1 })).slice(0, options.topN);
    this.#stats = { ...this.#stats, calls: this.#stats.calls + 1 };
    const stats = {
      complete: true,
      passages: passages.length,
      scored: passages.length,
      modelCalls: misses,
      truncated: all.filter((one) => one.truncatedTokens).length,
      cache: this.#options.withoutCache
        ? { hits: 0, misses: 0, bytes: 0 }
        : { hits: passages.length - misses, misses, bytes: this.#known.size * BYTES_PER_PASSAGE },
      timings: { queuedMs: 0, runMs: 1, totalMs: 1 },
      strategy: 'exact' as const,
      skipped: 0,
      missProbability: 0,
      chance: 0,
      fusion: this.#options.fusion ?? ('none' as const),
      warnings: this.#options.warnings ?? [],
    };
    return Promise.resolve({ results, stats });
  }

  async *stream<P extends Passage>(query: string, passages: readonly P[]): AsyncGenerator<RankEvent<P>, void, void> {
    yield { kind: 'done', ...(await this.rerank(query, passages)) };
  }

  prepare(passages: readonly Passage[]): Promise<PrepareResult> {
    return Promise.resolve({ total: passages.length, encoded: 0, fromStorage: 0 });
  }

  dispose(): Promise<void> {
    this.disposed++;
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  #judge<P extends Passage>(query: string, passage: P, index: number): Ranked<P> {
    const words = wordsOf(textOf(passage));
    const read = new Set(words.slice(0, this.#options.maxWords));
    const asked = wordsOf(query);
    const cut = words.length - Math.min(words.length, this.#options.maxWords ?? Infinity);
    const id = typeof passage === 'string' ? undefined : passage.id;
    return {
      index,
      rank: 0,
      score: asked.filter((word) => read.has(word)).length / asked.length,
      ...(this.#options.fusion && { fused: -index }),
      scoredBy: 'fake/words',
      stage: 'fake/words',
      passage,
      ...(id !== undefined && id !== null && { id }),
      ...(cut > 0 && { truncatedTokens: cut }),
    };
  }
}

/** The reported memory of a cached passage. */
const BYTES_PER_PASSAGE = 100;

function tooLong(limit: number, count: number): RerankError {
  const message = `Expected a query of at most ${String(limit)} tokens, got ${String(count)}`;
  return new RerankError('query-too-long', message, { details: { limit, count } });
}

/** Returns an explanation in which the second sentence has all the relevance. */
function secondSentence(passage: Passage): Explanation {
  const text = typeof passage === 'string' ? passage : passage.text;
  const start = text.indexOf('.') + 2;
  const sentences =
    start < 2
      ? []
      : [
          { start: 0, end: start - 1, relevance: 0 },
          { start, end: text.length, relevance: 1 },
        ];
  return { by: 'leave-one-out', sentences, tokens: [] };
}

function textOf(passage: Passage): string {
  return typeof passage === 'string' ? passage : `${passage.title ?? ''} ${passage.text}`;
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\w+/g) ?? [];
}
