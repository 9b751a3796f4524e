/** @file The entry of the demo: creates the model, the background worker and all views, and connects them. */
import { createBenchmarkView } from './benchmark/benchmark-view';
import { startBackground } from './documents/background';
import { createDocumentsView } from './documents/documents-view';
import { passwordOf } from './documents/passwords';
import { watchLibrary } from './documents/library-state';
import { createVectors } from './documents/vectors';
import { createEvaluations } from './judgments/evaluations';
import { createEvaluateView } from './evaluate/evaluate-view';
import { createJudgments } from './judgments/judgments';
import { restoreInputs } from './offline/one-version';
import { registerOffline } from './offline/register';
import { createPasteView } from './paste/paste-view';
import { createSearchView } from './search/search-view';
import { createEngineView } from './model/engine-view';
import { allowOwnScripts } from '../shared/trusted-types';
import { createPageModel } from './model/page-model';
import { showRequestCount } from './request-line';
import { createAnnouncer } from './ui/announce';
import { byId } from './ui/dom';
import { startRouter } from './ui/router';
import { addCollectionOnFirstVisit } from './documents/welcome';
import { createViewer } from './viewer/viewer';

allowOwnScripts();
restoreInputs();
const announcer = createAnnouncer(byId('announcer', HTMLParagraphElement));
const pageModel = createPageModel();
const panel = createEngineView(pageModel, announcer);
const background = startBackground();
const library = watchLibrary(background);
const judgments = createJudgments();
const evaluations = createEvaluations();
const vectors = createVectors(pageModel, library, background);
const viewer = createViewer(background, passwordOf);

createSearchView({ background, library, pageModel, vectors, panel, announcer, viewer, judgments });
const { addCollection } = createDocumentsView({
  background,
  library,
  announcer,
  vectors,
  judgments,
  evaluations,
  deleteOthers: () => {
    viewer.close();
    judgments.clear();
    evaluations.clear();
    return vectors.deleteAll();
  },
});
createEvaluateView({ background, pageModel, judgments, evaluations, announcer });
createBenchmarkView(pageModel, announcer);
createPasteView(pageModel, panel, announcer);
startRouter();
registerOffline();
void showRequestCount(pageModel, background, addCollectionOnFirstVisit(library, addCollection));
