/**
 * @file One search at a time: the first stage answers at once, the model's order follows when typing pauses. A newer query ends the older.
 */
import { type RankEvent, type RerankStats, isRerankError } from 'rankside';
import type { BackgroundRemote } from '../documents/background';
import { type HitPassage, toPassage } from '../documents/passage';
import type { Filter, Hit, SearchAnswer } from '../../shared/library-data';
import type { Serving } from '../model/page-model';

/** Hits of the first stage that the model reads. */
const DEPTH = 100;
/** Libraries up to this many passages are read whole once their vectors are there, so that meaning alone can find a passage. */
const WIDE = 1000;
/** Results that are asked for. */
export const SHOWN = 20;
/** A pause in typing after which the model is asked. */
const PAUSE_MS = 90;

export type Asked = { readonly query: string; readonly filter: Filter; readonly rerank: boolean };

export type SessionHandlers = {
  readonly onFirstStage: (answer: SearchAnswer, asked: Asked) => void;
  /** `candidates` is what `index` of the results points into. */
  readonly onRanking: (event: RankEvent<HitPassage>, candidates: readonly Hit[], answer: SearchAnswer) => void;
  readonly onDone: (stats: RerankStats, candidates: readonly Hit[]) => void;
  readonly onFailure: (error: unknown) => void;
};

export type SessionSetup = SessionHandlers & {
  readonly background: BackgroundRemote;
  readonly serving: Serving;
  /** Whether every passage of the library has its vectors. */
  readonly vectorsReady: () => boolean;
};

export interface Session {
  run(asked: Asked): void;
  /** Ends what is under way, in silence. */
  stop(): void;
}

export function createSession(setup: SessionSetup): Session {
  const { background, onFirstStage, onFailure } = setup;
  let current: AbortController | undefined;
  let waiting: Asked | undefined;
  let searching = false;

  function stop(): void {
    waiting = undefined;
    current?.abort();
    current = undefined;
  }

  /** Keystrokes that come while the first stage is busy are answered together, by the newest. */
  async function run(asked: Asked): Promise<void> {
    stop();
    if (searching) return void (waiting = asked);
    const mine = (current = new AbortController());
    searching = true;
    const answer = await background.search(asked.query, asked.filter, DEPTH).finally(() => (searching = false));
    if (waiting !== undefined) return run(waiting);
    if (mine.signal.aborted) return;
    onFirstStage(answer, asked);
    if (asked.rerank) await rank(setup, asked, answer, mine.signal);
  }

  return {
    run: (asked) => void run(asked).catch(onFailure),
    stop,
  };
}

async function rank(
  setup: SessionSetup,
  { query, filter }: Asked,
  answer: SearchAnswer,
  signal: AbortSignal,
): Promise<void> {
  const isOver = (): boolean => signal.aborted;
  await pause(PAUSE_MS, signal);
  if (isOver()) return;
  try {
    const candidates = await candidatesOf(setup, filter, answer);
    const reranker = await setup.serving.get();
    if (isOver() || candidates.length === 0) return;
    const options = { signal, supersede: true, topN: SHOWN, explain: true };
    for await (const event of reranker.stream(query, candidates.map(toPassage), options)) {
      if (isOver()) return;
      setup.onRanking(event, candidates, answer);
      if (event.kind === 'done') setup.onDone(event.stats, candidates);
    }
  } catch (error) {
    if (!isOver() && !isRerankError(error, 'superseded')) setup.onFailure(error);
  }
}

async function candidatesOf(
  { background, vectorsReady }: SessionSetup,
  filter: Filter,
  answer: SearchAnswer,
): Promise<readonly Hit[]> {
  if (answer.inScope > WIDE || !vectorsReady()) return answer.hits;
  const found = new Set(answer.hits.map(({ id }) => id));
  const others = await background.passages(filter);
  return [...answer.hits, ...others.filter(({ id }) => !found.has(id))];
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
