/** @file The Evaluate view: choose questions, run, look at what reranking did. */
import { evaluate } from '../../../eval/evaluate';
import type { EvaluateProgress, EvaluateResult } from '../../../eval/evaluate';
import type { BackgroundRemote } from '../documents/background';
import { describeError } from '../model/messages';
import type { Serving } from '../model/page-model';
import type { Announcer } from '../ui/announce';
import { byId, setText } from '../ui/dom';
import { countOf } from '../ui/format';
import type { Judgments } from './judgments';
import { reportOf } from './report';
import { DEPTH, type NamedSet, WIDE, beirSet, collectionSet, judgedSet, readWhole } from './sets';

export type EvaluateSetup = {
  readonly background: BackgroundRemote;
  readonly serving: Serving;
  readonly judgments: Judgments;
  readonly announcer: Announcer;
};

export function createEvaluateView({ background, serving, judgments, announcer }: EvaluateSetup): void {
  const form = byId('evaluate', HTMLFormElement);
  const folder = byId('choose-beir', HTMLInputElement);
  const stop = byId('evaluate-stop', HTMLButtonElement);
  const line = byId('evaluate-line', HTMLParagraphElement);
  const bar = byId('evaluate-progress', HTMLProgressElement);
  let running: AbortController | undefined;

  async function run(makeSet: () => Promise<NamedSet>): Promise<void> {
    running?.abort();
    const { signal } = (running = new AbortController());
    stop.hidden = bar.hidden = false;
    bar.value = 0;
    setText(line, 'Searching with BM25…');
    try {
      const named = await makeSet();
      await judge(named, signal);
    } catch (error) {
      setText(line, signal.aborted ? 'Stopped.' : describe(error));
    } finally {
      if (running.signal === signal) stop.hidden = bar.hidden = true;
    }
  }

  async function judge({ name, set }: NamedSet, signal: AbortSignal): Promise<void> {
    const reranker = await serving.get();
    const rank = async (query: string, passages: Parameters<typeof reranker.rerank>[1]): Promise<number[]> => {
      const { results } = await reranker.rerank(query, passages, { signal });
      return results.map(({ index }) => index);
    };
    const follow = (steps: EvaluateProgress[], from: number, share: number) => (step: EvaluateProgress) => {
      steps.push(step);
      bar.value = from + (share * step.done) / step.total;
      setText(line, `Question ${step.done} of ${step.total}`);
    };
    const isWide = set.corpus.size <= WIDE;
    const steps: EvaluateProgress[] = [];
    const headOptions = { rank, candidates: DEPTH, minGrade: 1 };
    const head = await through(evaluate(set, headOptions), follow(steps, 0, isWide ? 0.5 : 1), signal);
    const all: EvaluateProgress[] = [];
    const wideOptions = { rank, candidates: set.corpus.size, minGrade: 1 };
    const wide = isWide
      ? await through(evaluate(readWhole(set), wideOptions), follow(all, 0.5, 0.5), signal)
      : undefined;
    byId('evaluate-report', HTMLDivElement).replaceChildren(
      ...reportOf({ name, set, head, steps, ...(wide && { wide: { result: wide, steps: all } }) }),
    );
    const summary = `${countOf(head.queries, 'question')} over ${name}, ${countOf(set.corpus.size, 'passage')}.`;
    setText(line, summary);
    announcer.say(summary);
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const source = new FormData(form).get('source');
    if (source === 'beir') folder.click();
    else void run(() => (source === 'judged' ? judgedSet(background, judgments) : collectionSet(background)));
  });
  folder.addEventListener('change', () => {
    const files = [...(folder.files ?? [])];
    folder.value = '';
    if (files.length > 0) void run(() => beirSet(background, files));
  });
  stop.addEventListener('click', () => running?.abort());
  addEventListener('hashchange', () =>
    setText(byId('judged-count', HTMLSpanElement), `What you judged, ${countOf(judgments.all.size, 'question')}`),
  );
}

/** A hole in the data is said as it is; the rest is the engine's. */
function describe(error: unknown): string {
  return error instanceof RangeError || error instanceof SyntaxError ? `${error.message}.` : describeError(error);
}

/** Runs an evaluation to its end, hearing each step. */
async function through(
  evaluation: AsyncGenerator<EvaluateProgress, EvaluateResult, void>,
  onStep: (step: EvaluateProgress) => void,
  signal: AbortSignal,
): Promise<EvaluateResult> {
  for (;;) {
    const next = await evaluation.next();
    signal.throwIfAborted();
    if (next.done === true) return next.value;
    onStep(next.value);
  }
}
