/** @file Compares a watched folder with what was read of it: finds files to read, and documents whose file is gone. */
import type { Incoming } from '../../shared/library-data';
import { isHiddenName } from './collect-files';
import { type StoredFolder, fileKey } from './folder-store';

export type FolderChanges = {
  /** New and changed files. */
  readonly files: readonly (Incoming & { readonly stamp: string })[];
  readonly goneDocuments: readonly string[];
  /** The time and size at which the files that still exist were read, by `fileKey`. */
  readonly kept: ReadonlyMap<string, string>;
};

/** Rejects when the folder itself cannot be read. `documents` are the ids of the library. */
export async function changesOf(
  { path, handle, read }: StoredFolder,
  documents: readonly string[],
): Promise<FolderChanges> {
  const found = await keyed(await filesOf(handle, path));
  const files = found.flatMap(({ path: own, key, file }) =>
    file === undefined || read.get(key) === stampOf(file) ? [] : [{ path: own, file, stamp: stampOf(file) }],
  );
  const paths = new Set(found.map((one) => one.path));
  const gone = await Promise.all(
    documents.map(async (id) => {
      if (!id.startsWith(`${path}/`)) return false;
      // A document of an archive or an attachment has the path of the file before its own.
      const own = prefixesOf(id);
      if (own.some((prefix) => paths.has(prefix))) return false;
      return (await Promise.all(own.map(fileKey))).some((key) => read.has(key));
    }),
  );
  const keys = new Set(found.map(({ key }) => key));
  return {
    files,
    goneDocuments: documents.filter((_, at) => gone[at]),
    kept: new Map([...read].filter(([key]) => keys.has(key))),
  };
}

function keyed<T extends { readonly path: string }>(files: readonly T[]): Promise<(T & { readonly key: string })[]> {
  return Promise.all(files.map(async (one) => ({ ...one, key: await fileKey(one.path) })));
}

function stampOf({ lastModified, size }: File): string {
  return `${lastModified} ${size}`;
}

function prefixesOf(id: string): string[] {
  const parts = id.split('/');
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

type Found = { readonly path: string; readonly file: File | undefined };

/** A file that cannot be read at the moment has no `file`. */
async function filesOf(folder: FileSystemDirectoryHandle, path: string): Promise<Found[]> {
  const found: Found[] = [];
  for await (const [name, handle] of folder.entries()) {
    const inside = `${path}/${name}`;
    if (isHiddenName(name)) continue;
    if (handle.kind === 'directory') found.push(...(await filesOf(handle, inside)));
    else found.push({ path: inside, file: await handle.getFile().catch(() => undefined) });
  }
  return found;
}
