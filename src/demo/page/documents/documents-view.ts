/**
 * @file The Documents view: the reader adds and removes documents, sees the storage they use, and can delete
 * everything.
 */
import type { Announcer } from '../ui/announce';
import { byId, setText } from '../ui/dom';
import { countOf } from '../ui/format';
import type { BackgroundRemote } from './background';
import { createAdding } from './adding';
import { createDocumentList } from './document-list';
import { canPickFolders, filesOfDrop, filesOfList, pickFolder } from './collect-files';
import { connectLibraryFile } from './library-file-buttons';
import type { LibraryWatch } from './library-state';
import { requestPersistentStorage, showStorageUse } from './storage-meter';
import type { Evaluations } from '../judgments/evaluations';
import type { Judgments } from '../judgments/judgments';
import type { Vectors } from './vectors';
import { type WatchedFolders, createWatchedFolders } from './watched-folders';
import type { Hit, Incoming } from '../../shared/library-data';

export type DocumentsSetup = {
  readonly background: BackgroundRemote;
  readonly library: LibraryWatch;
  readonly announcer: Announcer;
  /** Deletes what the page stores besides the documents. */
  readonly deleteOthers: () => Promise<void>;
  readonly vectors: Pick<Vectors, 'forget'>;
  readonly judgments: Judgments;
  readonly evaluations: Evaluations;
};

export function createDocumentsView(setup: DocumentsSetup) {
  const { background, library, announcer, deleteOthers } = setup;
  const adding = createAdding(background, announcer, (gone) => void forget(setup, [], gone));
  const add = (files: readonly Incoming[]): void => void adding.add(files);

  const list = createDocumentList((ids) => {
    void removeDocuments(setup, ids).then(() =>
      announcer.say(
        ids.length === 1 ? `${ids.join()} was removed.` : `${countOf(ids.length, 'document')} were removed.`,
      ),
    );
  });
  connectLibraryFile(setup);
  byId('persistence-ask', HTMLButtonElement).addEventListener('click', () => void requestPersistentStorage());
  const folders = createWatchedFolders({
    read: (files) => adding.add(files),
    remove: (ids) => removeDocuments(setup, ids),
    // The page's own list may be behind the worker's by a notification.
    documentsIn: async (path) => (await library.opened, background.withAttachments([path])),
  });
  watchChoosing(add, folders);
  watchDrops(add);
  byId('add-collection', HTMLButtonElement).addEventListener('click', () => void addCollection());
  byId('delete-all', HTMLButtonElement).addEventListener('click', () => {
    if (!confirm(DELETE_ALL)) return;
    void background
      .clear()
      .then(() => folders.clear())
      .then(deleteOthers)
      .then(() => announcer.say('Everything was deleted.'));
  });

  async function addCollection(): Promise<boolean> {
    const { collectionFiles } = await import('../collection/collection');
    const files = collectionFiles().map((file) => ({ path: `Collection/${file.name}`, file }));
    return (await adding.add(files)).every(({ state }) => state !== 'failed');
  }

  library.watch((state, isOpen) => {
    setText(
      byId('documents-count', HTMLParagraphElement),
      isOpen ? describe(state.documents.length, state.chunks) : 'Opening your documents…',
    );
    list.show(state.documents);
    showStorageUse();
  });
  return { addCollection };
}

/**
 * Deletes documents with all that the page keeps of them, what was computed from them first: what remains when the page
 * is closed meanwhile can be removed again.
 */
async function removeDocuments(setup: DocumentsSetup, ids: readonly string[]): Promise<void> {
  const { background } = setup;
  const all = await background.withAttachments(ids);
  await forget(setup, all, await background.passagesOnlyIn(all));
  await background.remove(all);
}

/** Deletes the judgments, with their evaluations, and the stored vectors of passages that the library no longer has. */
async function forget(
  { vectors, judgments, evaluations }: DocumentsSetup,
  ids: readonly string[],
  passages: readonly Hit[],
): Promise<void> {
  judgments.forget(ids);
  judgments.forgetTexts(passages.map(({ text }) => text));
  evaluations.forget((question) => judgments.all.has(question));
  await vectors.forget(passages);
}

const DELETE_ALL =
  'Delete all documents from this browser, with everything that was computed from them, ' +
  'your judgments and your evaluations?';
const FOLDERS_STAY =
  'A folder that you choose stays known: what changes in it is read when you come back. A dropped folder is read once.';
const FOLDERS_ONCE =
  'This browser reads a folder once. Choose it again when its files have changed; files that are the same are skipped.';

function describe(documents: number, chunks: number): string {
  if (documents === 0) return 'There are no documents yet.';
  return `${countOf(documents, 'document')}, ${countOf(chunks, 'passage')}.`;
}

function watchChoosing(add: (files: readonly Incoming[]) => void, folders: WatchedFolders): void {
  const files = byId('choose-files', HTMLInputElement);
  const folder = byId('choose-folder', HTMLInputElement);
  for (const input of [files, folder]) {
    input.addEventListener('change', () => {
      add(filesOfList(input.files ?? []));
      input.value = '';
    });
  }
  byId('add-files', HTMLButtonElement).addEventListener('click', () => files.click());
  byId('add-folder', HTMLButtonElement).addEventListener('click', () => {
    if (canPickFolders()) void pickFolder().then((picked) => picked && folders.add(picked));
    else folder.click();
  });
  setText(byId('folder-note', HTMLParagraphElement), canPickFolders() ? FOLDERS_STAY : FOLDERS_ONCE);
}

/** Files may be dropped anywhere on the page. */
function watchDrops(add: (files: readonly Incoming[]) => void): void {
  const zone = document.documentElement;
  let depth = 0;
  const updateDepth = (change: number): void => {
    depth = Math.max(0, depth + change);
    zone.classList.toggle('dropping', depth > 0);
  };
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  addEventListener('dragenter', (event) => hasFiles(event) && updateDepth(1));
  addEventListener('dragleave', (event) => hasFiles(event) && updateDepth(-1));
  addEventListener('dragover', (event) => hasFiles(event) && event.preventDefault());
  addEventListener('drop', (event) => {
    if (!hasFiles(event) || event.dataTransfer === null) return;
    event.preventDefault();
    updateDepth(-depth);
    void filesOfDrop(event.dataTransfer).then(add);
  });
}
