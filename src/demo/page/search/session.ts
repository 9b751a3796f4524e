/**
 * @file One search at a time. The first stage answers at once; the model reorders its hits when the reader pauses
 * typing. A newer search ends the older one.
 */
import type { RankEvent, Reranker, RerankStats } from 'rankside';
import type { BackgroundRemote } from '../documents/background';
import { type HitPassage, toPassage } from '../../shared/passage';
import type { Filter, Hit, SearchAnswer } from '../../shared/library-data';
import type { Vectors } from '../documents/vectors';
import type { PageModel } from '../model/page-model';

/** How many passages found by their words the model reads, and how many that are nearest by their vectors. */
const BY_WORDS = 100;
const BY_MEANING = 100;
/** How many results the model is asked for. */
export const RESULTS_SHOWN = 20;
/** The model starts after a pause in typing of this length. */
const PAUSE_MS = 90;

export type SearchRequest = { readonly query: string; readonly filter: Filter; readonly rerank: boolean };

export type SessionHandlers = {
  readonly onFirstStage: (answer: SearchAnswer) => void;
  /** The `index` of each result is an index into `candidates`. */
  readonly onRanking: (event: RankEvent<HitPassage>, candidates: readonly Hit[], answer: SearchAnswer) => void;
  readonly onDone: (stats: RerankStats, candidates: readonly Hit[]) => void;
  readonly onFailure: (error: unknown) => void;
};

export type SessionSetup = SessionHandlers & {
  readonly background: BackgroundRemote;
  readonly pageModel: PageModel;
  readonly vectors: Pick<Vectors, 'coverage' | 'space'>;
};

export interface Session {
  run(request: SearchRequest): void;
  /** Ends the current search; no handler is called for it any more. */
  stop(): void;
}

export function createSession(setup: SessionSetup): Session {
  const { background, onFirstStage, onFailure } = setup;
  let current: AbortController | undefined;
  let nextRequest: SearchRequest | undefined;
  let isSearching = false;

  function stop(): void {
    nextRequest = undefined;
    current?.abort();
    current = undefined;
  }

  /** While the first stage is busy, only the newest request is kept and run afterwards. */
  async function run(request: SearchRequest): Promise<void> {
    stop();
    if (isSearching) return void (nextRequest = request);
    const { signal } = (current = new AbortController());
    isSearching = true;
    const answer = await background
      .search(request.query, request.filter, BY_WORDS)
      .finally(() => (isSearching = false));
    if (nextRequest !== undefined) return run(nextRequest);
    if (signal.aborted) return;
    onFirstStage(answer);
    if (request.rerank) await rank(setup, request, answer, signal);
  }

  return {
    run: (request) => void run(request).catch(onFailure),
    stop,
  };
}

async function rank(
  setup: SessionSetup,
  request: SearchRequest,
  answer: SearchAnswer,
  signal: AbortSignal,
): Promise<void> {
  const isAborted = (): boolean => signal.aborted;
  await pause(PAUSE_MS, signal);
  if (isAborted()) return;
  try {
    const reranker = await setup.pageModel.get();
    if (isAborted() || answer.question === '') return;
    const candidates = await candidatesOf(setup, reranker, request, answer);
    if (isAborted() || candidates.length === 0) return;
    const options = { signal, topN: RESULTS_SHOWN, explain: true };
    for await (const event of reranker.stream(answer.question, candidates.map(toPassage), options)) {
      if (isAborted()) return;
      setup.onRanking(event, candidates, answer);
      if (event.kind === 'done') setup.onDone(event.stats, candidates);
    }
  } catch (error) {
    if (!isAborted()) setup.onFailure(error);
  }
}

/** The hits by words, and the passages nearest by their vectors among those that have one. */
async function candidatesOf(
  { background, vectors }: SessionSetup,
  reranker: Reranker,
  { query, filter }: SearchRequest,
  answer: SearchAnswer,
): Promise<readonly Hit[]> {
  const { space, coverage } = vectors;
  if (space === undefined || coverage.covered === 0 || reranker.embed === undefined) return answer.hits;
  const { components } = await reranker.embed([answer.question], { kind: 'query' });
  return background.nearest(query, filter, { space, components }, { count: BY_MEANING, first: answer.hits });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
