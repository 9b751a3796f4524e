/** @file One ranking of the current list: its settings, its results, and the orders that follow from the scores. */
import { toRankerGetter } from '../adapters/shared/source';
import type { Ranker } from '../adapters/shared/source';
import type { Reranker } from '../client/reranker';
import type { PassageObject, RankEvent } from '../core/types';
import { isBlank } from '../util/is-blank';
import type { ListResult, RerankDone } from './events';
import { listResults, rankedOrder } from './ranked-order';
import { samePassage, sameResults } from './results-in';
import type { Result } from './results-in';
import type { ListRerankerSource, Settings } from './settings';

/** An order of the whole list, with the ranking that it follows. */
export type ListOrder = {
  readonly order: readonly HTMLElement[];
  /** The elements of `order` that this job ranks; earlier jobs ranked the others. */
  readonly active: readonly HTMLElement[];
  /** Absent when the active elements are in their original order. */
  readonly ranking?: {
    readonly results: readonly ListResult[];
    readonly scored: number;
    readonly total: number;
    /** Present in the final order. */
    readonly stats?: RerankDone['stats'];
  };
};

/** The settings and results that a job ranks. */
export type ListRequest = {
  readonly settings: Settings;
  readonly reranker: ListRerankerSource;
  /** The results in their original order. */
  readonly results: readonly Result[];
};

export class ListJob {
  readonly #request: ListRequest;
  readonly #controller = new AbortController();
  /** Elements that an earlier job ranked; they stay in front. */
  readonly #settled: readonly HTMLElement[];
  readonly #active: readonly Result[];
  #finished: readonly HTMLElement[] | undefined;

  /** @param last the previous job of this list */
  constructor(request: ListRequest, last: ListJob | undefined) {
    this.#request = request;
    this.#settled = last && request.settings.appended === 'below' ? last.#stillRankedIn(request) : [];
    const settled = new Set(this.#settled);
    this.#active = request.results.filter(({ element }) => !settled.has(element));
  }

  /** Whether a request has the same settings, reranker and results as this job. */
  hasSameRequest({ settings, reranker, results }: ListRequest): boolean {
    return this.#hasSameGoal(settings, reranker) && sameResults(this.#request.results, results);
  }

  /** Whether there is no query or no result, or the reader wants the original order. */
  get isIdle(): boolean {
    const { settings, results } = this.#request;
    return settings.original || isBlank(settings.query) || results.length === 0;
  }

  /** Whether the page orders its list by itself. */
  get isOrderedByPage(): boolean {
    return this.#request.settings.updates === 'events';
  }

  /**
   * The order without this job's ranking: elements ranked earlier, then the others in original order; without a query,
   * all of them.
   */
  get unranked(): ListOrder {
    const all = this.#request.results.map(({ element }) => element);
    if (this.isIdle) return { order: all, active: all };
    const active = this.#active.map(({ element }) => element);
    return { order: [...this.#settled, ...active], active };
  }

  abort(): void {
    this.#controller.abort();
  }

  /**
   * Yields orders as the ranking improves; the last one has `stats`. An aborted job ends without it.
   *
   * @param onModel called when the model is loaded
   * @throws what `rerank` throws
   */
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
        if (event.kind === 'done' || (event.kind === 'ranking' && settings.updates !== 'final'))
          yield this.#toListOrder(event);
      }
    } catch (error) {
      if (!this.#isAborted()) throw error;
    }
  }

  /**
   * Encodes all results if the settings request it and the reranker supports it. Never rejects: a failure will occur
   * again, and be reported, when there is a query.
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
    return toRankerGetter(this.#request.reranker)();
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

  #hasSameGoal(settings: Settings, reranker: ListRerankerSource): boolean {
    return reranker === this.#request.reranker && JSON.stringify(settings) === JSON.stringify(this.#request.settings);
  }

  /**
   * Returns the elements ranked by this job that a new request keeps in front, or none if its goal or a result has
   * changed.
   */
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
