/** @file One ranking of a list as it is: by which settings, of which results, and what comes of it. */
import { toRankerGetter } from '../adapters/shared/source';
import type { Ranker } from '../adapters/shared/source';
import type { Reranker } from '../client/reranker';
import type { PassageObject, RankEvent } from '../core/types';
import type { ListResult, RerankDone } from './events';
import { listResults, rankedOrder } from './ranked-order';
import { samePassage, sameResults } from './results-in';
import type { Result } from './results-in';
import type { ListRerankerSource, Settings } from './settings';
import { sharedReranker } from './shared-reranker';

/** An order of the whole list, and what is known of the results that were ranked. */
export type ListOrder = {
  readonly order: readonly HTMLElement[];
  /** Of `order`, what it is about; the rest was ranked before. */
  readonly active: readonly HTMLElement[];
  /** Absent where the active ones are in the order in which they came. */
  readonly ranking?: {
    readonly results: readonly ListResult[];
    readonly scored: number;
    readonly total: number;
    /** Of the last. */
    readonly stats?: RerankDone['stats'];
  };
};

export type ListRequest = {
  readonly settings: Settings;
  readonly reranker: ListRerankerSource | undefined;
  /** In the order in which they came. */
  readonly results: readonly Result[];
};

export class ListJob {
  readonly #request: ListRequest;
  readonly #controller = new AbortController();
  /** Ranked by an earlier job; they stay in front. */
  readonly #settled: readonly HTMLElement[];
  readonly #active: readonly Result[];
  #finished: readonly HTMLElement[] | undefined;

  /** @param last what was ranked before in this list */
  constructor(asked: ListRequest, last: ListJob | undefined) {
    this.#request = asked;
    this.#settled = last && asked.settings.appended === 'below' ? last.#stillRankedIn(asked) : [];
    const settled = new Set(this.#settled);
    this.#active = asked.results.filter(({ element }) => !settled.has(element));
  }

  /** Whether `asked` asks for nothing else. */
  hasSameRequest({ settings, reranker, results }: ListRequest): boolean {
    return this.#hasSameGoal(settings, reranker) && sameResults(this.#request.results, results);
  }

  /** There is nothing to rank by, or nothing to rank. */
  get isIdle(): boolean {
    return this.#request.settings.query.trim() === '' || this.#request.results.length === 0;
  }

  /** What was ranked earlier, then the results as they came; all of them as they came where there is no query. */
  get unranked(): ListOrder {
    const all = this.#request.results.map(({ element }) => element);
    if (this.isIdle) return { order: all, active: all };
    const active = this.#active.map(({ element }) => element);
    return { order: [...this.#settled, ...active], active };
  }

  abort(): void {
    this.#controller.abort();
  }

  /** Yields orders as they get better, the last with `stats`. Ends early, without one, when it is aborted. @throws what `rerank` throws */
  async *run(onModel: () => void): AsyncGenerator<ListOrder, void, void> {
    const { settings } = this.#request;
    const { signal } = this.#controller;
    const ranker = await this.#getRanker();
    if (signal.aborted) return;
    onModel();
    const passages = this.#active.map(({ passage }) => passage);
    try {
      for await (const event of ranker.stream(settings.query, passages, { ...settings.call, signal })) {
        if (this.#isAborted()) return;
        if (event.kind === 'done' || (event.kind === 'ranking' && settings.updates === 'live'))
          yield this.#toListOrder(event);
      }
    } catch (error) {
      if (!this.#isAborted()) throw error;
    }
  }

  /**
   * Encodes all results, where that was asked for and what ranks can. A failure is left to the query, which meets it again. Never rejects.
   */
  async prepare(): Promise<void> {
    const { settings, results } = this.#request;
    if (!settings.prepare || results.length === 0) return;
    const { signal } = this.#controller;
    try {
      const ranker: Ranker & Partial<Pick<Reranker, 'prepare'>> = await this.#getRanker();
      if (signal.aborted) return;
      await ranker.prepare?.(
        results.map(({ passage }) => passage),
        { signal },
      );
    } catch {
      return;
    }
  }

  #getRanker(): Promise<Ranker> {
    const { settings, reranker } = this.#request;
    return reranker === undefined ? sharedReranker(settings.create) : toRankerGetter(reranker)();
  }

  #isAborted(): boolean {
    return this.#controller.signal.aborted;
  }

  #toListOrder(event: Exclude<RankEvent<PassageObject>, { kind: 'progress' }>): ListOrder {
    const order = rankedOrder(this.#settled, this.#active, event.results);
    const active = order.slice(this.#settled.length);
    const results = listResults(this.#settled.length, this.#active, event.results);
    if (event.kind === 'ranking') {
      return { order, active, ranking: { results, scored: event.scored, total: event.total } };
    }
    this.#finished = order;
    const { stats } = event;
    return { order, active, ranking: { results, scored: stats.scored, total: stats.passages, stats } };
  }

  #hasSameGoal(settings: Settings, reranker: ListRerankerSource | undefined): boolean {
    return reranker === this.#request.reranker && JSON.stringify(settings) === JSON.stringify(this.#request.settings);
  }

  /** Of what this job leaves behind, the part that is still there: all of it ranked for the same, and unchanged. */
  #stillRankedIn({ settings, reranker, results }: ListRequest): readonly HTMLElement[] {
    if (!this.#hasSameGoal(settings, reranker)) return [];
    const now = new Map(results.map(({ element, passage }) => [element, passage]));
    const unchanged = this.#request.results.every(({ element, passage }) => {
      const current = now.get(element);
      return !current || samePassage(passage, current);
    });
    return unchanged ? (this.#finished ?? this.#settled).filter((element) => now.has(element)) : [];
  }
}
