/**
 * @file The folders that are watched, in an IndexedDB database of the page: their handles, and what was read of them.
 * Names of files are kept as hashes, so that a document that is removed leaves no name behind.
 */
import { type DBSchema, openDB } from 'idb';
import { sha256 } from '../../shared/sha256';

export type StoredFolder = {
  /** The first part of its documents' paths; two folders of one name have different ones. */
  readonly path: string;
  readonly handle: FileSystemDirectoryHandle;
  /** Time and size of each file when it was read, by `fileKey`. */
  readonly read: ReadonlyMap<string, string>;
};

interface Schema extends DBSchema {
  folders: { key: string; value: StoredFolder };
}

export interface FolderStore {
  all(): Promise<StoredFolder[]>;
  put(folder: StoredFolder): Promise<void>;
  remove(path: string): Promise<void>;
  clear(): Promise<void>;
}

export function openFolderStore(name = 'rankside-demo-folders'): FolderStore {
  const opening = openDB<Schema>(name, 1, {
    upgrade: (database) => void database.createObjectStore('folders', { keyPath: 'path' }),
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
  opening.catch(() => undefined); // each call below reports it
  return {
    all: async () => (await opening).getAll('folders'),
    async put(folder) {
      await (await opening).put('folders', folder);
    },
    remove: async (path) => (await opening).delete('folders', path),
    clear: async () => (await opening).clear('folders'),
  };
}

/** Names a file by its exact path; two names of files may differ only in their white space. */
export function fileKey(path: string): Promise<string> {
  return sha256(new TextEncoder().encode(path));
}
