/** @file The Search view: it connects the controls, the session that searches, and the answer on screen. */
import type { BackgroundRemote } from '../documents/background';
import type { LibraryWatch } from '../documents/library-state';
import type { Vectors } from '../documents/vectors';
import { createLanguageOffer } from '../model/language-offer';
import { readAddress, writeQuery } from '../ui/address';
import { byId } from '../ui/dom';
import { type AnswerSetup, createAnswer } from './answer';
import { createControls } from './controls';
import { connectKeys } from './keys';
import { createSession } from './session';

export type SearchSetup = AnswerSetup & {
  readonly background: BackgroundRemote;
  readonly library: LibraryWatch;
  readonly vectors: Vectors;
};

export function createSearchView(setup: SearchSetup): void {
  const { library, vectors } = setup;
  const controls = createControls(search);
  const answer = createAnswer(setup, () => controls.query);
  const offer = createLanguageOffer(setup.pageModel);
  const session = createSession({
    ...setup,
    onFirstStage: (found) => {
      answer.showFirstStage(found, controls.isReranking);
      offer.look(found.question, found.hits);
    },
    onRanking: answer.showRanking,
    onDone: answer.showDone,
    onFailure: answer.showFailure,
  });

  function search(): void {
    const { query, filter, isReranking } = controls;
    writeQuery(query);
    controls.showSuggestions(query === '' && library.state.documents.length > 0);
    document.documentElement.classList.toggle('asking', query !== '');
    answer.beginSearch();
    const hasDocuments = library.isOpen && library.state.documents.length > 0;
    if (query !== '' && hasDocuments) return session.run({ query, filter, rerank: isReranking });
    session.stop();
    offer.clear();
    answer.clear(library, query !== '');
  }

  connectKeys();
  controls.setQuery(readAddress().query);
  addEventListener('hashchange', () => {
    const { view, query } = readAddress();
    if (view !== 'search' || query === controls.query) return;
    controls.setQuery(query);
    search();
  });
  // Once all vectors exist, the model can read every passage and not only those that the first stage found.
  vectors.onReady(() => controls.query !== '' && controls.isReranking && search());
  library.watch(({ documents }, isOpen) => {
    controls.setDocuments(documents);
    byId('empty', HTMLDivElement).hidden = !isOpen || documents.length > 0;
    search();
  });
}
