/** @file The answer on screen: the cards, the status line above them, and what a screen reader is told. */
import type { RankEvent, RerankStats } from 'rankside';
import type { LibraryWatch } from '../documents/library-state';
import type { Vectors } from '../documents/vectors';
import type { Hit, SearchAnswer } from '../../shared/library-data';
import type { Judgments } from '../judgments/judgments';
import { describeError } from '../model/messages';
import type { PageModel } from '../model/page-model';
import type { StatusPanel } from '../model/status-panel';
import type { Announcer } from '../ui/announce';
import { byId, setText } from '../ui/dom';
import { countOf } from '../ui/format';
import { type GatedList, createGatedList } from '../ui/gated-list';
import type { MarkedHit, Viewer } from '../viewer/viewer';
import { createCard } from './card';
import { type CardData, firstStageCards, groupByDocument, rankedCards } from './card-data';
import { marksOfCard } from './marks';
import { createNearestFold } from './nearest';
import { outcomeOf } from './outcome';
import { RESULTS_SHOWN } from './session';
import { EMPTY_LIBRARY, describeFirstStage, describeLibrary, describeRanked } from './summary';

export type AnswerSetup = {
  readonly pageModel: PageModel;
  readonly panel: StatusPanel;
  readonly announcer: Announcer;
  readonly viewer: Viewer;
  readonly judgments: Judgments;
  readonly vectors: Pick<Vectors, 'coverage'>;
};

export interface Answer {
  /** Cancels the pending announcement and the pointer's hold, since the reader asks for something else. */
  beginSearch(): void;
  showFirstStage(found: SearchAnswer, isReranking: boolean): void;
  readonly showRanking: (event: RankEvent, candidates: readonly Hit[], found: SearchAnswer) => void;
  readonly showDone: (stats: RerankStats, candidates: readonly Hit[]) => void;
  readonly showFailure: (error: unknown) => void;
  /** Shows how much there is to search in place of an answer; `hasQuestion` says whether the reader asks something. */
  clear(library: LibraryWatch, hasQuestion: boolean): void;
}

/** `query` returns the question to which judgments belong. */
export function createAnswer(setup: AnswerSetup, query: () => string): Answer {
  const { announcer, pageModel, panel } = setup;
  const line = byId('search-state', HTMLParagraphElement);
  const list = createCardList(setup, query, () => cards);
  const nearest = createNearestFold();
  const grouping = byId('group', HTMLInputElement);
  grouping.addEventListener('change', () => {
    list.releasePointerHold();
    show(cards);
  });
  let found: SearchAnswer | undefined;
  let cards: readonly CardData[] = [];

  function show(next: readonly CardData[]): void {
    cards = next;
    list.show(grouping.checked ? groupByDocument(next) : next);
  }
  function say(text: string, isNothing = false): void {
    setText(line, text);
    line.classList.toggle('nothing', isNothing);
  }

  return {
    beginSearch() {
      announcer.cancel();
      list.releasePointerHold();
    },
    showFirstStage(next, isReranking) {
      found = next;
      nearest.unfold();
      show(firstStageCards(next.hits, next.terms, RESULTS_SHOWN));
      say(describeFirstStage(next, isReranking && pageModel.state.kind === 'loading'));
      if (!isReranking) announcer.say(`${countOf(next.matching, 'passage')} found.`);
    },
    showRanking(event, candidates, { hits, terms }) {
      if (event.kind === 'progress') return;
      show(rankedCards(candidates, hits.length, event.results, terms, RESULTS_SHOWN));
      if (event.kind === 'ranking' && event.scored < event.total)
        say(`The model has read ${event.scored} of ${event.total} passages…`);
    },
    showDone(stats, candidates) {
      if (found === undefined) return;
      panel.showSearch(stats, found);
      // The scores of a question that the model cannot read mean nothing.
      if (stats.fusion === 'first-stage') show(firstStageCards(found.hits, found.terms, RESULTS_SHOWN));
      const outcome = outcomeOf(cards, found.question, pageModel.threshold);
      if (outcome.isNothing && outcome.withAllWords === 0) {
        nearest.fold(cards.length, titleOfBest(cards));
        show(cards.map((card) => ({ ...card, terms: [] })));
      }
      say(describeRanked(outcome, candidates.length, setup.vectors.coverage, stats.warnings), outcome.isNothing);
      announcer.say(outcome.isNothing ? 'None of the passages answers this.' : describeBest(cards));
    },
    showFailure(error) {
      nearest.unfold();
      show(found === undefined ? [] : firstStageCards(found.hits, found.terms, RESULTS_SHOWN));
      say(describeError(error));
      announcer.say(describeError(error));
    },
    clear(library, hasQuestion) {
      found = undefined;
      nearest.unfold();
      show([]);
      const isEmpty = hasQuestion && library.isOpen && library.state.documents.length === 0;
      say(isEmpty ? EMPTY_LIBRARY : describeLibrary(library), isEmpty);
    },
  };
}

function createCardList(
  { pageModel, viewer, judgments }: AnswerSetup,
  query: () => string,
  cards: () => readonly CardData[],
): GatedList<CardData> {
  const marked = (card: CardData): MarkedHit => ({
    hit: card.hit,
    marks: marksOfCard(card, pageModel.threshold).marks,
  });
  return createGatedList<CardData>({
    list: byId('results-list', HTMLOListElement),
    note: byId('order-note', HTMLParagraphElement),
    makeItem: (first) =>
      createCard(first, {
        threshold: () => pageModel.threshold,
        onOpen: (card) => void viewer.open(marked(card), cards().map(marked)),
        gradeOf: ({ hit }) => judgments.grade(query(), hit.text),
        onJudge: ({ hit }, grade) => judgments.judge(query(), hit, grade),
      }),
  });
}

function describeBest(cards: readonly CardData[]): string {
  if (cards.length === 0) return 'Nothing was found.';
  return `${countOf(cards.length, 'result')}, best: ${titleOfBest(cards)}`;
}

function titleOfBest([best]: readonly CardData[]): string {
  return best === undefined ? '' : best.hit.heading || best.hit.name;
}
