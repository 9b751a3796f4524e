/**
 * @file The documents of a folder on disk, read by the parsers of the demo and indexed in memory. Before each use,
 * files that were added, changed or removed meanwhile are read again.
 */
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { AddOutcome, DocumentRecord } from '../../demo/shared/library-data';
import { addFiles } from '../../demo/worker/add-files';
import { isHidden } from '../../demo/worker/parse/kind-of';
import { MAX_FILE_BYTES } from '../../demo/worker/read-file';
import { type TextIndex, createTextIndex } from '../../demo/worker/text-index';

export type Unread = { readonly path: string; readonly reason: string };

export interface FolderLibrary {
  readonly index: TextIndex;
  /** The files that could not be read, with the reason. */
  readonly unread: readonly Unread[];
  /** Reads what changed since the last call. */
  refresh(): Promise<void>;
}

type Seen = {
  /** Size and time of the last change. */
  readonly stamp: string;
  readonly unread: readonly Unread[];
};

/** A folder is looked through at most this often. */
const REFRESH_EVERY_MS = 2000;

export async function createFolderLibrary(folder: string): Promise<FolderLibrary> {
  const index = await createTextIndex();
  const seen = new Map<string, Seen>();
  let refreshed = -Infinity;
  let pending: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    const stamps = await stampsOf(folder);
    for (const path of seen.keys()) if (!stamps.has(path)) forget(path);
    for (const [path, stamp] of stamps) {
      if (seen.get(path)?.stamp === stamp) continue;
      forget(path);
      seen.set(path, { stamp, unread: await add(path) });
    }
    refreshed = performance.now();
  }

  /** Also forgets what was inside the file: an archive's files, and attachments. */
  function forget(path: string): void {
    if (!seen.has(path)) return;
    for (const id of index.documents.keys()) if (id === path || id.startsWith(`${path}/`)) index.remove(id);
    seen.delete(path);
  }

  async function add(path: string): Promise<Unread[]> {
    try {
      const { size } = await stat(join(folder, path));
      if (size > MAX_FILE_BYTES) return [{ path, reason: `It is larger than ${MAX_FILE_BYTES / 1e6} MB` }];
      const file = new Blob([await readFile(join(folder, path))]);
      const outcomes = await addFiles([{ path, file }], {
        store: { put: () => Promise.resolve() },
        index,
        signal: new AbortController().signal,
        onProgress: () => undefined,
        onChange: () => undefined,
        locked: (work) => work(),
      });
      return outcomes.flatMap((one) => (one.state === 'failed' ? [{ path: one.path, reason: reasonOf(one) }] : []));
    } catch (error) {
      return [{ path, reason: `It could not be read: ${error instanceof Error ? error.message : String(error)}` }];
    }
  }

  return {
    index,
    get unread() {
      return [...seen.values()].flatMap((one) => one.unread);
    },
    async refresh() {
      if (performance.now() - refreshed < REFRESH_EVERY_MS) return;
      pending ??= refresh().finally(() => (pending = undefined));
      await pending;
    },
  };
}

/** The files below the folder; hidden ones, links and those of packages are left out, as in the demo. */
async function stampsOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const stamps = new Map<string, string>();
  for (const entry of entries) {
    const path = relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/');
    if (!entry.isFile() || isHidden(path)) continue;
    // A file may be removed meanwhile.
    const facts = await stat(join(folder, path)).catch(() => undefined);
    if (facts !== undefined) stamps.set(path, `${facts.size} ${facts.mtimeMs}`);
  }
  return new Map([...stamps].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The words of the demo, for a terminal. */
function reasonOf({ reason, pictures }: AddOutcome & { readonly state: 'failed' }): string {
  if (pictures !== undefined) return 'Its text is in pictures, which this command does not read; the demo can';
  return reason.startsWith('The part of this page')
    ? 'The package that reads such files is not installed; PDF needs pdfjs-dist 5.5 beside rankside'
    : reason;
}

export function describeDocument({ id, kind, chunks, pages }: DocumentRecord): string {
  return `${id} (${kind}, ${pages === undefined ? '' : `pages: ${pages}, `}passages: ${chunks})`;
}
