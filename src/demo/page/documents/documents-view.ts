/** @file The documents: what is there, how to add, how to take away, how much room it takes. */
import type { Announcer } from '../ui/announce';
import { byId, setText } from '../ui/dom';
import { countOf } from '../ui/format';
import type { BackgroundRemote } from './background';
import { createAdding } from './adding';
import { showDocuments } from './document-list';
import { filesOfDrop, filesOfList, pickFolder } from './collect-files';
import type { LibraryWatch } from './library-state';
import { showStorageUse } from './storage-meter';
import type { Incoming } from '../../shared/library-data';

export type DocumentsSetup = {
  readonly background: BackgroundRemote;
  readonly library: LibraryWatch;
  readonly announcer: Announcer;
  /** Everything else that the page remembers. */
  readonly forget: () => Promise<void>;
};

export function createDocumentsView({ background, library, announcer, forget }: DocumentsSetup) {
  const adding = createAdding(background, announcer);
  const add = (files: readonly Incoming[]): void => void adding.add(files);

  watchChoosing(add);
  watchDrops(add);
  byId('add-collection', HTMLButtonElement).addEventListener('click', () => void addCollection());
  byId('delete-all', HTMLButtonElement).addEventListener('click', () => {
    if (!confirm('Delete every document, its index and all vectors from this browser?')) return;
    void background
      .clear()
      .then(forget)
      .then(() => announcer.say('Everything was deleted.'));
  });

  async function addCollection(): Promise<void> {
    const { collectionFiles } = await import('../collection/collection');
    await adding.add(collectionFiles().map((file) => ({ path: `Collection/${file.name}`, file })));
  }

  library.watch((state, isOpen) => {
    setText(
      byId('documents-count', HTMLParagraphElement),
      isOpen ? describe(state.documents.length, state.chunks) : 'Opening…',
    );
    showDocuments(state.documents, (id) => void background.remove([id]));
    showStorageUse();
  });
  return { addCollection };
}

function describe(documents: number, chunks: number): string {
  if (documents === 0) return 'There are no documents yet.';
  return `${countOf(documents, 'document')}, ${countOf(chunks, 'passage')}.`;
}

function watchChoosing(add: (files: readonly Incoming[]) => void): void {
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
    void pickFolder().then((picked) => (picked === undefined ? folder.click() : add(picked)));
  });
}

/** Files may be dropped anywhere on the page. */
function watchDrops(add: (files: readonly Incoming[]) => void): void {
  const zone = document.documentElement;
  let depth = 0;
  const updateDepth = (change: number): void => {
    depth = Math.max(0, depth + change);
    zone.classList.toggle('dropping', depth > 0);
  };
  const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  addEventListener('dragenter', (event) => holdsFiles(event) && updateDepth(1));
  addEventListener('dragleave', (event) => holdsFiles(event) && updateDepth(-1));
  addEventListener('dragover', (event) => holdsFiles(event) && event.preventDefault());
  addEventListener('drop', (event) => {
    if (!holdsFiles(event) || event.dataTransfer === null) return;
    event.preventDefault();
    updateDepth(-depth);
    void filesOfDrop(event.dataTransfer).then(add);
  });
}
