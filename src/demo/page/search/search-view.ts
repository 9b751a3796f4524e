/** @file Search as you type: the query, the filters, the cards, and one line that says how the answer came about. */
import type { RankEvent, RerankStats } from 'rankside';
import type { BackgroundRemote } from '../documents/background';
import type { LibraryWatch } from '../documents/library-state';
import type { Vectors } from '../documents/vectors';
import type { Hit, SearchAnswer } from '../../shared/library-data';
import type { Judgments } from '../evaluate/judgments';
import { describeError } from '../model/messages';
import type { Serving } from '../model/page-model';
import type { StatusPanel } from '../model/status-panel';
import type { Announcer } from '../ui/announce';
import { byId, setText } from '../ui/dom';
import { countOf } from '../ui/format';
import { createGatedList } from '../ui/gated-list';
import type { Viewer } from '../viewer/viewer';
import { createCard } from './card';
import { createFilters } from './filters';
import { marksOfRow } from './marks';
import { type Row, rankedRows, wordRows } from './rows';
import { SHOWN, createSession } from './session';
import { describeFirstStage, describeRanked } from './summary';
import { createSuggestions } from './suggestions';

export type SearchSetup = {
  readonly background: BackgroundRemote;
  readonly library: LibraryWatch;
  readonly serving: Serving;
  readonly vectors: Vectors;
  readonly panel: StatusPanel;
  readonly announcer: Announcer;
  readonly viewer: Viewer;
  readonly judgments: Judgments;
};

export function createSearchView(setup: SearchSetup): void {
  const { library, serving, panel, announcer, viewer, judgments } = setup;
  const input = byId('query', HTMLInputElement);
  const rerank = byId('rerank', HTMLInputElement);
  const judge = byId('judge', HTMLInputElement);
  const line = byId('search-state', HTMLParagraphElement);
  const list = byId('results-list', HTMLOListElement);
  let answer: SearchAnswer | undefined;
  let rows: readonly Row[] = [];

  const view = createGatedList<Row>({
    list,
    note: byId('held', HTMLParagraphElement),
    makeRow: (first) =>
      createCard(first, {
        threshold: () => serving.threshold,
        onOpen: (row) => void viewer.open(row.hit, marksOfRow(row, serving.threshold).marks),
        judged: ({ key }) => judgments.grade(input.value.trim(), key),
        onJudge: ({ key, hit }, grade) => judgments.judge(input.value.trim(), key, grade, hit.text),
      }),
  });
  const filters = createFilters(ask);
  const suggestions = createSuggestions((query) => {
    input.value = query;
    ask();
    input.focus();
  });
  const session = createSession({
    ...setup,
    vectorsReady: () => setup.vectors.ready,
    onFirstStage,
    onRanking,
    onDone,
    onFailure,
  });

  function show(next: readonly Row[]): void {
    rows = next;
    view.show(next);
  }

  function ask(): void {
    const query = input.value.trim();
    suggestions.toggle(query === '' && library.state.documents.length > 0);
    document.documentElement.classList.toggle('asking', query !== '');
    announcer.hush();
    view.release();
    if (query !== '') return session.run({ query, filter: filters.filter, rerank: rerank.checked });
    session.stop();
    answer = undefined;
    show([]);
    setText(line, restLine(library));
  }

  function onFirstStage(next: SearchAnswer): void {
    answer = next;
    show(wordRows(next.hits, next.terms, SHOWN));
    setText(line, describeFirstStage(next, rerank.checked && serving.state.kind === 'loading'));
    if (!rerank.checked) announcer.say(`${countOf(next.matching, 'passage')} found.`);
  }

  function onRanking(event: RankEvent, candidates: readonly Hit[], by: SearchAnswer): void {
    if (event.kind === 'progress') return;
    show(rankedRows(candidates, by.hits.length, event.results, by.terms, SHOWN));
    if (event.kind === 'ranking' && event.scored < event.total)
      setText(line, `Reading ${event.scored} of ${event.total} passages…`);
  }

  function onDone(stats: RerankStats, candidates: readonly Hit[]): void {
    panel.showStats(stats);
    if (answer !== undefined) setText(line, describeRanked(answer, stats, candidates.length));
    const best = rows[0]?.hit;
    announcer.say(
      best === undefined ? 'Nothing found.' : `${countOf(rows.length, 'result')}, best: ${best.heading || best.name}`,
    );
  }

  function onFailure(error: unknown): void {
    setText(line, describeError(error));
    announcer.say(describeError(error));
  }

  input.addEventListener('input', ask);
  rerank.addEventListener('change', ask);
  // An answer that was drawn from hits by words alone may now be drawn from all.
  setup.vectors.onReady(() => input.value.trim() !== '' && rerank.checked && ask());
  judge.addEventListener('change', () => list.classList.toggle('judging', judge.checked));
  byId('search', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    list.querySelector<HTMLButtonElement>('.open')?.focus();
  });
  library.watch(({ documents }, isOpen) => {
    filters.offer(documents);
    byId('empty', HTMLDivElement).hidden = !isOpen || documents.length > 0;
    ask();
  });
}

function restLine({ state, isOpen }: LibraryWatch): string {
  if (!isOpen) return 'Opening your documents…';
  if (state.documents.length === 0) return '';
  return `${countOf(state.documents.length, 'document')}, ${countOf(state.chunks, 'passage')} to search. All of it stays in this browser.`;
}
