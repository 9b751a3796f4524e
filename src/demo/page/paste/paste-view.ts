/**
 * @file The Paste view: a change of the inputs starts a search, and its rankings are shown in the list. Without a
 * question the passages keep their original order.
 */
import type { RankEvent, Ranked } from 'rankside';
import { describeError } from '../model/messages';
import type { PageModel } from '../model/page-model';
import type { StatusPanel } from '../model/status-panel';
import type { Announcer } from '../ui/announce';
import { byId } from '../ui/dom';
import { countOf, formatDuration } from '../ui/format';
import { createGatedList } from '../ui/gated-list';
import { verdictOf } from '../ui/verdict';
import { type PasteInput, watchInputs } from './inputs';
import type { Entry } from './parse-passages';
import { createResultItem } from './result-item';
import { type PasteResult, originalOrder, rankedOrder } from './paste-results';
import { type SearchEnd, createSearch } from './search';
import { createStatusLine } from './status-line';

/** A search that takes less time shows no progress, so that the status line does not flicker at every keystroke. */
const QUICK_MS = 150;

export function createPasteView(pageModel: PageModel, panel: StatusPanel, announcer: Announcer): void {
  let input: PasteInput = { query: '', entries: [] };
  let startedAt = 0;
  let scored = 0;
  let hasRanking = false;

  const view = createGatedList<PasteResult>({
    list: byId('paste-list', HTMLOListElement),
    note: byId('paste-order-note', HTMLParagraphElement),
    makeItem: (result) => createResultItem(result, () => pageModel.threshold),
  });
  const status = createStatusLine({ onCancel: () => search.cancel(), onRetry: () => pageModel.retry() });
  const search = createSearch(() => pageModel.get(), { onStart, onEvent, onEnd });
  watchInputs(ask);
  pageModel.watch((state) => {
    // Results of the earlier model do not stay under the progress or the error of another.
    if (state.kind !== 'ready' && hasRanking) view.show(originalOrder(input.entries));
    hasRanking &&= state.kind === 'ready';
    if (state.kind === 'loading') {
      status.show({ text: state.text, progress: { label: 'Loading the model', fraction: state.fraction } });
    } else if (state.kind === 'ready') ask(input);
    else status.show({ text: describeError(state.error), tone: 'problem', canRetry: true });
  });

  function ask(next: PasteInput): void {
    input = next;
    const { query, entries } = next;
    const canRank = query !== '' && entries.length > 0;
    if (!canRank || pageModel.state.kind !== 'ready') view.show(originalOrder(entries));
    if (canRank) return void search.run(query, entries);
    search.stop();
    announcer.cancel();
    status.setCancellable(false);
    if (pageModel.state.kind === 'ready') status.show({ text: describePassages(entries) });
  }

  function onStart(): void {
    startedAt = performance.now();
    scored = 0;
    announcer.cancel();
    status.setCancellable(true);
  }

  function onEvent(event: RankEvent, entries: readonly Entry[]): void {
    if (event.kind !== 'progress') {
      hasRanking = true;
      view.show(rankedOrder(entries, event.results, view.shown));
    }
    if (event.kind === 'done') return;
    scored = event.scored;
    if (performance.now() - startedAt < QUICK_MS) return;
    status.show({
      text: `Scoring: ${event.scored} of ${countOf(event.total, 'passage')}`,
      progress: { label: 'Scoring the passages', fraction: event.total > 0 ? event.scored / event.total : 0 },
    });
  }

  function onEnd(end: SearchEnd, entries: readonly Entry[]): void {
    status.setCancellable(false);
    switch (end.kind) {
      case 'done':
        return showDone(end.event, entries);
      case 'cancelled':
        status.show({ text: `Cancelled: ${scored} of ${countOf(entries.length, 'passage')} scored.` });
        return announcer.say('Cancelled.');
      case 'failed':
        view.show(originalOrder(entries));
        status.show({ text: describeError(end.error), tone: 'problem', canRetry: pageModel.state.kind === 'failed' });
        return announcer.say(describeError(end.error));
      default:
        return end satisfies never;
    }
  }

  function showDone({ results, stats }: Extract<RankEvent, { kind: 'done' }>, entries: readonly Entry[]): void {
    panel.showStats(stats);
    const summary = `${countOf(results.length, 'passage')} ranked in ${formatDuration(stats.timings.totalMs)}`;
    const isNothing = stats.fusion !== 'first-stage' && nothingAnswers(results, pageModel.threshold);
    const nothing = isNothing ? ' None of them answers this.' : '';
    const { hits } = stats.cache;
    const known = hits > 0 ? ` The model had already read ${hits} of ${entries.length} before.` : '';
    const warnings = stats.warnings.map((warning) => ` ${warning}.`).join('');
    status.show({ text: `${summary}.${nothing}${known}${warnings}` });
    const best = rankedOrder(entries, results, [])[0];
    announcer.say(
      best === undefined ? `${summary}.` : `${summary}, best: ${best.title === '' ? best.text : best.title}`,
    );
  }
}

/** Whether passages were scored and none of them reaches the threshold. */
function nothingAnswers(results: readonly Ranked[], threshold: number | undefined): boolean {
  const verdicts = results.map(({ score }) => verdictOf(score, threshold));
  return verdicts.includes('related') && verdicts.every((verdict) => verdict === 'related' || verdict === undefined);
}

function describePassages({ length }: readonly Entry[]): string {
  if (length === 0) return 'There are no passages to rank.';
  return `Ready: ${countOf(length, 'passage')} in ${length === 1 ? 'its' : 'their'} original order.`;
}
