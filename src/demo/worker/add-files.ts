/**
 * @file Adds files to the library one at a time and unpacks archives. A file that cannot be read does not stop the
 * others.
 */
import type { AddOutcome, AddProgress, DocumentRecord, Hit, Incoming, Pictures } from '../shared/library-data';
import { textKey } from '../shared/passage';
import { type IndexedDocument, hitsFrom } from './indexed-documents';
import type { Recognize } from './parse/recognition';
import { unzip } from './parse/zip';
import { readFile } from './read-file';
import type { Store } from './store';
import { PasswordNeededError, RecognitionNeededError, UnreadableFileError } from './parse/parser';
import type { TextIndex } from './text-index';

export type AddSetup = {
  readonly store: Pick<Store, 'put'>;
  readonly index: TextIndex;
  readonly signal: AbortSignal;
  /** Recognizes text in the pictures of files whose `recognize` is set. */
  readonly recognize?: Recognize;
  readonly onProgress: (progress: AddProgress) => void;
  readonly onChange: () => void;
  /** Runs a change of store and index while no other tab writes. */
  readonly locked: <T>(work: () => Promise<T>) => Promise<T>;
};

/** Ends early when the signal aborts; files added before stay in the library. */
export async function addFiles(files: readonly Incoming[], setup: AddSetup): Promise<AddOutcome[]> {
  const outcomes: AddOutcome[] = [];
  const queue = [...files];
  const isOver = (): boolean => setup.signal.aborted;
  for (let incoming = queue.shift(); incoming !== undefined && !isOver(); incoming = queue.shift()) {
    const { path } = incoming;
    const reportProgress: ReportProgress = (fraction, step) => {
      const more = step === undefined ? {} : { step };
      setup.onProgress({ done: outcomes.length, total: outcomes.length + 1 + queue.length, path, fraction, ...more });
    };
    reportProgress(0);
    try {
      const { state, inside, ...more } = await addOne(incoming, setup, reportProgress);
      if (state !== 'archive') outcomes.push({ path, state, ...more });
      queue.unshift(...(state === 'archive' ? await unpack(incoming, outcomes, setup.signal) : inside));
    } catch (error) {
      if (!isOver()) outcomes.push(failureOf(incoming, error));
    }
  }
  setup.onChange();
  return outcomes;
}

type ReportProgress = (fraction: number, step?: string) => void;

function failureOf(incoming: Incoming, error: unknown): AddOutcome {
  const needsPassword = error instanceof PasswordNeededError ? { needsPassword: true } : {};
  // Recognition that failed can be tried again.
  const hasPictures = error instanceof RecognitionNeededError || incoming.recognize === true;
  const pictures = hasPictures ? { pictures: { file: incoming } } : {};
  return { path: incoming.path, state: 'failed', reason: describe(error), ...needsPassword, ...pictures };
}

async function addOne(
  incoming: Incoming,
  { store, index, signal, recognize, onChange, locked }: AddSetup,
  onProgress: ReportProgress,
): Promise<Added> {
  const before = index.documents.get(incoming.path);
  const known = before?.record;
  const read = await readFile(incoming, known?.revision, { signal, onProgress, recognize });
  if (read === 'archive') return { state: read, inside: [] };
  if (read === 'unchanged') return { state: read, inside: [], ...picturesIn(incoming, known) };
  await locked(async () => {
    signal.throwIfAborted();
    const isRemoved = before !== undefined && !index.documents.has(incoming.path);
    if (isRemoved) throw new UnreadableFileError('It was removed while it was read');
    await store.put(read.record, read.content, read.original);
    index.add(read.record, read.content);
  });
  onChange();
  const inside = read.attachments;
  const pictures = picturesIn(incoming, read.record);
  if (before === undefined) return { state: 'added', inside, ...pictures };
  const gone = passagesLost(before, read);
  return { state: 'replaced', inside, ...pictures, ...(gone.length === 0 ? {} : { gone }) };
}

/** The pages of a document that are pictures without text. */
function picturesIn(file: Incoming, record: DocumentRecord | undefined): { pictures?: Pictures } {
  const { picturePages, pages = 0 } = record ?? {};
  return picturePages === undefined ? {} : { pictures: { file, pages: { pictures: picturePages, all: pages } } };
}

/** The passages that a document had and no longer has. */
function passagesLost(before: IndexedDocument, after: IndexedDocument): Hit[] {
  const kept = new Set(hitsFrom([after], 0, Infinity).map(textKey));
  return hitsFrom([before], 0, Infinity).filter((hit) => !kept.has(textKey(hit)));
}

type Added = {
  readonly state: 'added' | 'replaced' | 'unchanged' | 'archive';
  /** Attachments of the file, to be added after it. */
  readonly inside: readonly Incoming[];
  readonly pictures?: Pictures;
  /** Passages that the replaced document had and the new one lacks, if any. */
  readonly gone?: readonly Hit[];
};

async function unpack({ path, file }: Incoming, outcomes: AddOutcome[], signal: AbortSignal): Promise<Incoming[]> {
  const inside: Incoming[] = [];
  for await (const item of unzip(path, file)) {
    signal.throwIfAborted();
    if (!('file' in item)) outcomes.push({ path: item.path, state: 'failed', reason: item.problem });
    else if (archiveDepth(item.path) > MAX_DEPTH)
      throw new UnreadableFileError(`It contains archives that are nested more than ${MAX_DEPTH} deep`);
    else inside.push(item);
  }
  return inside;
}

/** Archives inside an archive are unpacked to this depth; an archive may contain itself. */
const MAX_DEPTH = 2;

function archiveDepth(path: string): number {
  return path.split('/').filter((part) => part.toLowerCase().endsWith('.zip')).length;
}

function describe(error: unknown): string {
  if (error instanceof UnreadableFileError) return error.message;
  if (error instanceof DOMException && error.name === 'QuotaExceededError') return 'This browser’s storage is full';
  return `It could not be read: ${error instanceof Error ? error.message : String(error)}`;
}
