/**
 * @file One search at a time. The first stage answers at once; the model reorders its hits when the reader pauses
 * typing. A newer search ends the older one.
 */
import { type RankEvent, type RerankStats, isRerankError } from 'rankside';
import type { BackgroundRemote } from '../documents/background';
import { type HitPassage, toPassage } from '../../shared/passage';
import type { Filter, Hit, SearchAnswer } from '../../shared/library-data';
import type { PageModel } from '../model/page-model';

/** How many hits of the first stage the model reads. */
const DEPTH = 100;
/**
 * The model reads every passage of a library of at most this size once all vectors exist, so that it finds passages by
 * meaning alone.
 */
const MAX_EXHAUSTIVE = 1000;
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
  /** Whether every passage of the library has its vectors. */
  readonly vectorsReady: () => boolean;
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
    const answer = await background.search(request.query, request.filter, DEPTH).finally(() => (isSearching = false));
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
  { filter }: SearchRequest,
  answer: SearchAnswer,
  signal: AbortSignal,
): Promise<void> {
  const isAborted = (): boolean => signal.aborted;
  await pause(PAUSE_MS, signal);
  if (isAborted()) return;
  try {
    const candidates = await candidatesOf(setup, filter, answer);
    const reranker = await setup.pageModel.get();
    if (isAborted() || candidates.length === 0 || answer.question === '') return;
    const options = { signal, supersede: true, topN: RESULTS_SHOWN, explain: true };
    for await (const event of reranker.stream(answer.question, candidates.map(toPassage), options)) {
      if (isAborted()) return;
      setup.onRanking(event, candidates, answer);
      if (event.kind === 'done') setup.onDone(event.stats, candidates);
    }
  } catch (error) {
    if (!isAborted() && !isRerankError(error, 'superseded')) setup.onFailure(error);
  }
}

/** The hits of the first stage; all passages of a small library whose vectors exist, the hits first. */
async function candidatesOf(
  { background, vectorsReady }: SessionSetup,
  filter: Filter,
  answer: SearchAnswer,
): Promise<readonly Hit[]> {
  if (answer.isRestricted || answer.inScope > MAX_EXHAUSTIVE || !vectorsReady()) return answer.hits;
  return background.passages(filter, answer.hits);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
