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
  const found = await filesOf(handle, path);
  const paths = new Set(found.map((one) => one.path));
  const files = found.flatMap((one) =>
    one.file === undefined || read.get(fileKey(one.path)) === stampOf(one.file)
      ? []
      : [{ path: one.path, file: one.file, stamp: stampOf(one.file) }],
  );
  const goneDocuments = documents.filter((id) => {
    if (!id.startsWith(`${path}/`)) return false;
    // A document of an archive or an attachment has the path of the file before its own.
    const own = prefixesOf(id);
    return own.some((prefix) => read.has(fileKey(prefix))) && !own.some((prefix) => paths.has(prefix));
  });
  const keys = new Set([...paths].map(fileKey));
  return { files, goneDocuments, kept: new Map([...read].filter(([key]) => keys.has(key))) };
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
