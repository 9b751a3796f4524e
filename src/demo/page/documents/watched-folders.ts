/**
 * @file Folders that stay known: their files are read again when the page is opened or comes to the front and they have
 * changed, and documents whose file is gone are removed. Only where the browser has `showDirectoryPicker`.
 */
import type { AddOutcome, Incoming } from '../../shared/library-data';
import { canPickFolders } from './collect-files';
import { changesOf } from './folder-changes';
import { type FolderState, createFolderList } from './folder-list';
import { type FolderStore, type StoredFolder, fileKey, openFolderStore } from './folder-store';

export type WatchedFoldersSetup = {
  readonly read: (files: readonly Incoming[]) => Promise<readonly AddOutcome[]>;
  readonly remove: (documents: readonly string[]) => Promise<void>;
  /** The ids of the documents whose path starts with that of a folder, once the library is open. */
  readonly documentsIn: (path: string) => Promise<readonly string[]>;
  readonly store?: FolderStore;
};

export interface WatchedFolders {
  /** Reads a folder, and watches it from now on. */
  add(handle: FileSystemDirectoryHandle): Promise<void>;
  /** Forgets all folders; their documents stay. */
  clear(): Promise<void>;
}

const LOCK = 'rankside-demo-folders';
/** The page may come to the front several times in a second. */
const CHECK_EVERY_MS = 2000;

export function createWatchedFolders(setup: WatchedFoldersSetup): WatchedFolders {
  const { store = openFolderStore() } = setup;
  const list = createFolderList({
    onRead: (path) => void readAgain(path),
    onForget: (path) => void store.remove(path).then(show),
  });
  let lastCheck = -Infinity;

  async function show(): Promise<void> {
    list.show((await store.all()).map(({ path }) => path));
  }

  /** One tab at a time compares folders with the library. */
  async function check(path?: string): Promise<void> {
    await navigator.locks.request(LOCK, async () => {
      for (const folder of await store.all())
        if (path === undefined || folder.path === path)
          list.say(folder.path, await update(folder, setup, store).catch(failed));
    });
  }

  /** The button of a folder; a browser asks for permission only after a click. */
  async function readAgain(path: string): Promise<void> {
    const folder = (await store.all()).find((one) => one.path === path);
    if (folder === undefined) return;
    if ((await requestPermission(folder.handle)) === 'granted') await check(path);
    else list.say(path, NO_PERMISSION);
  }

  function checkSoon(): void {
    if (document.visibilityState !== 'visible' || performance.now() - lastCheck < CHECK_EVERY_MS) return;
    lastCheck = performance.now();
    void show()
      .then(() => check())
      .catch(() => undefined); // without storage no folder is known
  }

  if (canPickFolders()) {
    document.addEventListener('visibilitychange', checkSoon);
    addEventListener('focus', checkSoon);
    checkSoon();
  }
  return {
    async add(handle) {
      const path = await pathFor(handle, store);
      await show();
      await check(path);
    },
    clear: () => store.clear().then(show),
  };
}

const NO_PERMISSION: FolderState = { kind: 'no-permission' };
const failed = (error: unknown): FolderState => ({
  kind: 'failed',
  reason: error instanceof Error ? error.message : String(error),
});

async function update(folder: StoredFolder, setup: WatchedFoldersSetup, store: FolderStore): Promise<FolderState> {
  if ((await permissionOf(folder.handle)) !== 'granted') return NO_PERMISSION;
  const documents = await setup.documentsIn(folder.path);
  const changes = await changesOf(folder, documents).catch(() => undefined);
  // The disk of the folder may be missing only today, so its documents stay.
  if (changes === undefined) return { kind: 'not-found' };
  const { files, goneDocuments, kept } = changes;
  if (goneDocuments.length > 0) await setup.remove(goneDocuments);
  const outcomes = files.length === 0 ? [] : await setup.read(files);
  const isTried = ({ path }: Incoming): boolean =>
    outcomes.some((one) => one.path === path || one.path.startsWith(`${path}/`));
  // A file that was not tried, since the reader pressed Stop, is read at the next check.
  const read = await Promise.all(
    files.filter(isTried).map(async ({ path, stamp }): Promise<[string, string]> => [await fileKey(path), stamp]),
  );
  if (read.length > 0 || kept.size !== folder.read.size)
    await store.put({ ...folder, read: new Map([...kept, ...read]) });
  return { kind: 'read', changed: read.length, removed: goneDocuments.length };
}

/** The path of a folder that is known already, or a new one. */
async function pathFor(handle: FileSystemDirectoryHandle, store: FolderStore): Promise<string> {
  const folders = await store.all();
  for (const folder of folders) if (await folder.handle.isSameEntry(handle)) return folder.path;
  const taken = new Set(folders.map(({ path }) => path));
  let path = handle.name;
  for (let count = 2; taken.has(path); count += 1) path = `${handle.name} (${count})`;
  await store.put({ path, handle, read: new Map() });
  return path;
}

/** Chromium has these two; other browsers give no handles of the reader's folders. */
type WithPermission = {
  readonly queryPermission?: (descriptor: { mode: 'read' }) => Promise<PermissionState>;
  readonly requestPermission?: (descriptor: { mode: 'read' }) => Promise<PermissionState>;
};

async function permissionOf(handle: FileSystemDirectoryHandle & WithPermission): Promise<PermissionState> {
  return (await handle.queryPermission?.({ mode: 'read' })) ?? 'granted';
}

async function requestPermission(handle: FileSystemDirectoryHandle & WithPermission): Promise<PermissionState> {
  return (await handle.requestPermission?.({ mode: 'read' })) ?? 'granted';
}
