/** @file The Evaluate view: the reader chooses questions, runs the evaluation and sees what reranking changed. */
import type { BackgroundRemote } from '../documents/background';
import { describeError } from '../model/messages';
import type { PageModel } from '../model/page-model';
import type { Announcer } from '../ui/announce';
import { byId, setText } from '../ui/dom';
import { countOf } from '../ui/format';
import { type SetEvaluation, evaluateSet } from './evaluate-set';
import { createEvaluationList } from './evaluation-list';
import type { Evaluated, Evaluations } from '../judgments/evaluations';
import type { Judgments } from '../judgments/judgments';
import { reportOf } from './report';
import { type NamedSet, beirSet, collectionSet, judgedSet } from './sets';

export type EvaluateSetup = {
  readonly background: BackgroundRemote;
  readonly pageModel: PageModel;
  readonly judgments: Judgments;
  readonly evaluations: Evaluations;
  readonly announcer: Announcer;
};

type MakeSet = () => Promise<NamedSet>;

export function createEvaluateView(setup: EvaluateSetup): void {
  const { background, judgments, evaluations } = setup;
  const stop = byId('evaluate-stop', HTMLButtonElement);
  const line = byId('evaluate-line', HTMLParagraphElement);
  const bar = byId('evaluate-progress', HTMLProgressElement);
  let running: AbortController | undefined;

  async function run(makeSet: MakeSet): Promise<void> {
    running?.abort();
    const { signal } = (running = new AbortController());
    // Results of an earlier evaluation do not stay under the progress or the error of another.
    byId('evaluate-report', HTMLDivElement).replaceChildren();
    stop.hidden = bar.hidden = false;
    bar.value = 0;
    setText(line, 'Searching by words…');
    try {
      await evaluateAndReport(setup, await makeSet(), signal);
    } catch (error) {
      if (running.signal === signal) setText(line, signal.aborted ? 'Stopped.' : describe(error));
    } finally {
      if (running.signal === signal) stop.hidden = bar.hidden = true;
    }
  }

  watchForm(background, judgments, (makeSet) => void run(makeSet));
  createEvaluationList(evaluations, (evaluated) => {
    running?.abort();
    showReport(evaluated);
    setText(line, summaryOf(evaluated));
    setup.announcer.say(summaryOf(evaluated));
  });
  stop.addEventListener('click', () => running?.abort());
  addEventListener('hashchange', () => {
    const count = countOf(judgments.all.size, 'question');
    setText(byId('judged-count', HTMLSpanElement), `Your own judgments, ${count}`);
  });
}

async function evaluateAndReport(
  { pageModel, evaluations, announcer }: EvaluateSetup,
  named: NamedSet,
  signal: AbortSignal,
): Promise<void> {
  const line = byId('evaluate-line', HTMLParagraphElement);
  const bar = byId('evaluate-progress', HTMLProgressElement);
  const { model } = pageModel.settings;
  const evaluation = await evaluateSet(named.set, await pageModel.get(), {
    signal,
    onStep({ done, total }, fraction) {
      bar.value = fraction;
      setText(line, `Question ${done} of ${total}`);
    },
  });
  const evaluated = toEvaluated(named, evaluation, model);
  evaluations.add(evaluated);
  showReport(evaluated);
  setText(line, summaryOf(evaluated));
  announcer.say(summaryOf(evaluated));
}

function toEvaluated({ name, source, set }: NamedSet, evaluation: SetEvaluation, model: string): Evaluated {
  const { topHits, exhaustive } = evaluation;
  const { firstStage, reranked, candidates } = topHits.result;
  const after = (exhaustive ?? topHits).steps;
  const questions = topHits.steps.map((step, at) => ({
    question: set.queries.get(step.query) ?? step.query,
    before: step.firstStage.ndcg10,
    after: after[at]?.reranked.ndcg10 ?? 0,
  }));
  return {
    ...{ at: Date.now(), source, name, model, passages: set.corpus.size, candidates, firstStage, reranked, questions },
    ...(exhaustive === undefined ? {} : { exhaustive: exhaustive.result.reranked }),
  };
}

function showReport(evaluated: Evaluated): void {
  byId('evaluate-report', HTMLDivElement).replaceChildren(...reportOf(evaluated));
}

function summaryOf({ name, questions, passages }: Evaluated): string {
  return `${countOf(questions.length, 'question')} over ${name}, ${countOf(passages, 'passage')}.`;
}

/** Submitting the form runs an evaluation; for a folder, the reader first chooses it in a file dialog. */
function watchForm(background: BackgroundRemote, judgments: Judgments, run: (makeSet: MakeSet) => void): void {
  const form = byId('evaluate', HTMLFormElement);
  const folder = byId('choose-beir', HTMLInputElement);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const source = new FormData(form).get('source');
    if (source === 'beir') folder.click();
    else run(() => (source === 'judged' ? judgedSet(background, judgments) : collectionSet(background)));
  });
  folder.addEventListener('change', () => {
    const files = [...(folder.files ?? [])];
    folder.value = '';
    if (files.length > 0) run(() => beirSet(background, files));
  });
}

/** A fault in the data is shown with its own message; every other error is one of the model. */
function describe(error: unknown): string {
  return error instanceof RangeError || error instanceof SyntaxError ? `${error.message}.` : describeError(error);
}
