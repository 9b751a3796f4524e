/** @file The Evaluate view: choose questions, run, look at what reranking did. */
import { evaluate } from '../../eval/evaluate';
import type { EvaluateProgress } from '../../eval/evaluate';
import type { BackgroundRemote } from '../documents/background';
import { describeError } from '../serving/messages';
import type { Serving } from '../serving/serving';
import type { Announcer } from '../ui/announce';
import { byId, setText } from '../ui/dom';
import { countOf } from '../ui/format';
import type { Judgments } from './judgments';
import { reportOf } from './report';
import { DEPTH, type NamedSet, beirSet, collectionSet, judgedSet } from './sets';

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
      if (!signal.aborted) setText(line, error instanceof RangeError || error instanceof SyntaxError ? `${error.message}.` : describeError(error));
      else setText(line, 'Stopped.');
    } finally {
      if (running?.signal === signal) stop.hidden = bar.hidden = true;
    }
  }

  async function judge({ name, set }: NamedSet, signal: AbortSignal): Promise<void> {
    const reranker = await serving.get();
    const steps: EvaluateProgress[] = [];
    const rank = async (query: string, passages: Parameters<typeof reranker.rerank>[1]): Promise<number[]> => {
      const { results } = await reranker.rerank(query, passages, { signal });
      return results.map(({ index }) => index);
    };
    const evaluation = evaluate(set, { rank, candidates: DEPTH, minGrade: 1 });
    for (;;) {
      const next = await evaluation.next();
      signal.throwIfAborted();
      if (next.done === true) {
        byId('evaluate-report', HTMLDivElement).replaceChildren(...reportOf(name, set, next.value, steps));
        const summary = `${countOf(next.value.queries, 'question')} over ${name}.`;
        setText(line, summary);
        return announcer.say(summary);
      }
      steps.push(next.value);
      bar.value = next.value.done / next.value.total;
      setText(line, `Question ${next.value.done} of ${next.value.total}`);
    }
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
  addEventListener('hashchange', () => setText(byId('judged-count', HTMLSpanElement), `What you judged, ${countOf(judgments.all.size, 'question')}`));
}
