/** @file Search over a collection in the worker, and what the page knows of its documents. */
import { isBlank } from '../util/is-blank';
import { copyOptions } from '../client/validate';
import { warnOfUnknownOptions } from '../client/unknown-options';
import { isRerankError } from '../core/errors';
import type { CollectionEvent, DocumentFacts, Hit, SearchRequest } from '../protocol/collection-api';
import type { JobStats } from '../protocol/host-api';
import type {
  DocumentId,
  FilterDocument,
  SearchEvent,
  SearchHit,
  Searchable,
  SearchOptions,
  SearchResult,
} from './types';
import { validateSearch } from './validate-documents';
import type { Opened, WorkerCollection } from './worker-collection';

const SEARCH_OPTIONS = { topN: true, filter: true, minScore: true, unit: true, signal: true } as const;
const DEFAULT_TOP_N = 10;

type Found = Extract<CollectionEvent, { kind: 'found' }>;

export abstract class SearchableClient<Meta> implements Searchable<Meta> {
  protected readonly facts = new Map<number, FilterDocument<Meta>>();
  protected readonly slots = new Map<DocumentId, number>();
  protected passageCount = 0;
  protected currentWarnings: readonly string[] = [];

  protected abstract readonly worker: WorkerCollection;

  get size(): number {
    return this.facts.size;
  }

  get passages(): number {
    return this.passageCount;
  }

  get warnings(): readonly string[] {
    return this.currentWarnings;
  }

  has(id: DocumentId): boolean {
    return this.slots.has(id);
  }

  ids(): DocumentId[] {
    return [...this.slots.keys()];
  }

  async search(query: string, options?: SearchOptions<Meta>): Promise<SearchResult<Meta>> {
    const { request, signal, started } = this.#read(query, options);
    return this.#settle(request, signal, started);
  }

  /** Reads its arguments at once, and starts the search when the first event is asked for. */
  stream(query: string, options?: SearchOptions<Meta>): AsyncGenerator<SearchEvent<Meta>, void, void> {
    return this.#events(this.#read(query, options));
  }

  abstract close(): Promise<void>;

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Takes over what a worker knows of the documents, after it has opened the collection. */
  protected onOpened({ documents, passages, warnings }: Opened): void {
    this.facts.clear();
    this.slots.clear();
    this.take(documents);
    this.passageCount = passages;
    this.currentWarnings = warnings;
  }

  protected take(documents: readonly DocumentFacts[]): void {
    for (const { slot, id, title, meta } of documents) {
      this.slots.set(id, slot);
      this.facts.set(slot, {
        id,
        ...(title === undefined ? {} : { title }),
        ...(meta === undefined ? {} : { meta: JSON.parse(meta) as Meta }),
      });
    }
  }

  /** The address of a section. */
  protected urlOf(_slot: number, _anchor: string | undefined): string | undefined {
    return undefined;
  }

  async *#events({ request, signal, started }: ReadSearch): AsyncGenerator<SearchEvent<Meta>, void, void> {
    const left = new AbortController();
    const both = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
    try {
      both.throwIfAborted();
      if (request) yield { kind: 'words', ...(await this.#find(request, both, started)) };
      yield { kind: 'done', ...(await this.#settle(request, both, started)) };
    } finally {
      left.abort();
    }
  }

  #read(query: string, given: SearchOptions<Meta> | undefined): ReadSearch {
    const options = copyOptions(given);
    validateSearch(query, options as SearchOptions);
    warnOfUnknownOptions(options, SEARCH_OPTIONS);
    const { topN = DEFAULT_TOP_N, unit = 'document', filter, minScore, signal } = options;
    const started = performance.now();
    if (isBlank(query)) return { request: undefined, signal, started };
    const request = () => ({
      query,
      topN,
      unit,
      ...(minScore === undefined ? {} : { minScore }),
      ...(filter ? { allowed: this.#allowedBy(filter) } : {}),
    });
    return { request, signal, started };
  }

  #allowedBy(filter: NonNullable<SearchOptions<Meta>['filter']>): Uint8Array {
    const allowed = new Uint8Array(Math.max(-1, ...this.facts.keys()) + 1);
    if (typeof filter === 'function') {
      for (const [slot, document] of this.facts) if (filter(document)) allowed[slot] = 1;
    } else {
      for (const id of filter) {
        const slot = this.slots.get(id);
        if (slot !== undefined) allowed[slot] = 1;
      }
    }
    return allowed;
  }

  async #find(
    request: () => SearchRequest,
    signal: AbortSignal | undefined,
    started: number,
  ): Promise<SearchResult<Meta>> {
    const { last, stats } = await this.worker.run('find', () => ({ kind: 'find', ...request() }), { signal });
    return this.#toResult(last as Found, stats, started);
  }

  /** Words alone give the order of a query that is too long for the model. */
  async #settle(
    request: (() => SearchRequest) | undefined,
    signal: AbortSignal | undefined,
    started: number,
  ): Promise<SearchResult<Meta>> {
    signal?.throwIfAborted();
    if (request === undefined)
      return this.#toResult({ kind: 'found', hits: [], matching: 0, warnings: [] }, NO_STATS, started);
    try {
      const { last, stats } = await this.worker.run('search', () => ({ kind: 'search', ...request() }), { signal });
      return this.#toResult(last as Found, stats, started);
    } catch (error) {
      if (!isRerankError(error, 'query-too-long')) throw error;
      const found = await this.#find(request, signal, started);
      return {
        ...found,
        stats: { ...found.stats, warnings: [...found.stats.warnings, `The order is by words: ${error.message}`] },
      };
    }
  }

  #toResult(
    { hits, matching, warnings, fetchedBytes }: Found,
    { modelCalls }: Pick<JobStats, 'modelCalls'>,
    started: number,
  ): SearchResult<Meta> {
    return {
      results: hits.flatMap((hit, i) => this.#toHit(hit, i + 1)),
      stats: {
        orderedBy: hits.some(({ score }) => score !== undefined) ? 'model' : 'words',
        matching,
        ms: performance.now() - started,
        modelCalls,
        ...(fetchedBytes === undefined ? {} : { fetchedBytes }),
        warnings,
      },
    };
  }

  /** A document that was removed meanwhile has no hit. */
  #toHit({ slot, anchor, score, ...hit }: Hit, rank: number): SearchHit<Meta>[] {
    const document = this.facts.get(slot);
    if (document === undefined) return [];
    const url = this.urlOf(slot, anchor);
    return [{ ...document, rank, ...hit, score, ...(url === undefined ? {} : { url }) }];
  }
}

type ReadSearch = {
  /** Absent for a query without text. */
  readonly request: (() => SearchRequest) | undefined;
  readonly signal: AbortSignal | undefined;
  readonly started: number;
};

const NO_STATS = { modelCalls: 0 };
