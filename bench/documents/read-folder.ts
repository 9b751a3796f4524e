/** @file Reads the files of a folder into an index, as the demo does when the folder is dropped on it. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { readFile as readDocument } from '../../src/demo/worker/read-file';
import { createTextIndex, type TextIndex } from '../../src/demo/worker/text-index';

export type ReadFolder = {
  readonly index: TextIndex;
  /** The files that were not read, with the reason. */
  readonly refused: readonly { readonly path: string; readonly reason: string }[];
};

export async function readFolder(folder: string): Promise<ReadFolder> {
  const index = await createTextIndex();
  const refused: { path: string; reason: string }[] = [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths.sort()) {
    const id = relative(folder, path).split(sep).join('/');
    try {
      const file = new Blob([await readFile(path)]);
      const context = { signal: new AbortController().signal, onProgress: () => undefined };
      const read = await readDocument({ path: id, file }, undefined, context);
      if (typeof read !== 'string') index.add(read.record, read.content);
    } catch (error) {
      refused.push({ path: id, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { index, refused };
}
