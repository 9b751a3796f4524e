/** @file Reads one file: finds its kind, parses it and cuts it into passages. */
import type { DocumentContent, DocumentKind, DocumentRecord, Incoming } from '../shared/library-data';
import { sha256 } from '../shared/sha256';
import { chunkDocument } from './chunk';
import { kindOf } from './parse/kind-of';
import { PARSERS } from './parse/registry';
import { UnreadableFileError, unreadImage, type ParseContext, type Parsed, type Parser } from './parse/parser';

export type ReadDocument = {
  readonly record: DocumentRecord;
  readonly content: DocumentContent;
  /** The bytes of a PDF or an image, which are shown as they are. */
  readonly original?: ArrayBuffer;
  /** Files within the file, which become documents too. */
  readonly attachments: readonly Incoming[];
};

/** A file may have at most this many bytes. */
export const MAX_FILE_BYTES = 200e6;

/**
 * @returns `archive` for a zip archive, `unchanged` when the revision of the bytes is `knownRevision`
 * @throws UnreadableFileError with a message for the person who added the file
 */
export async function readFile(
  { path, file, password, recognize: isRecognitionWanted = false }: Incoming,
  knownRevision: string | undefined,
  context: ParseContext,
): Promise<ReadDocument | 'archive' | 'unchanged'> {
  const kind = await kindOf(path, file);
  if (kind === undefined) return 'archive';
  if (file.size > MAX_FILE_BYTES) throw new UnreadableFileError(`It is larger than ${MAX_FILE_BYTES / 1e6} MB`);
  // The bytes of an image are of no use without recognition, and a folder may have thousands.
  if (kind === 'image' && !isRecognitionWanted && knownRevision === undefined) throw unreadImage();
  const hash = await sha256(await file.arrayBuffer());
  const isKnown = knownRevision === hash || knownRevision === hash + RECOGNIZED;
  if (isKnown && !isRecognitionWanted) return 'unchanged';
  const parse = await loadParser(kind);
  const recognize = isRecognitionWanted ? context.recognize : undefined;
  const canRecognize = context.recognize !== undefined;
  const parsed = await parseInTime(parse, file, { ...context, path, password, recognize, canRecognize });
  const { blocks, pages, attachments = [], recognizedPages, picturePages } = parsed;
  const cut = chunkDocument(path, blocks);
  const content = recognizedPages === undefined ? cut : { ...cut, recognizedPages };
  if (content.chunks.length === 0) throw new UnreadableFileError('It contains no text');
  const name = path.slice(path.lastIndexOf('/') + 1);
  const facts = {
    id: path,
    name,
    kind,
    bytes: file.size,
    revision: recognizedPages === undefined ? hash : hash + RECOGNIZED,
    addedAt: Date.now(),
    chunks: content.chunks.length,
  };
  return {
    record: {
      ...facts,
      ...(pages === undefined ? {} : { pages }),
      ...(recognizedPages === undefined ? {} : { recognizedPages: recognizedPages.length }),
      ...(picturePages === undefined ? {} : { picturePages }),
    },
    content,
    attachments: attachments.map(({ name: inner, file: bytes }) => ({ path: `${path}/${inner}`, file: bytes })),
    ...(kind === 'pdf' || kind === 'image' ? { original: await file.arrayBuffer() } : {}),
  };
}

/** Ends the revision of a document whose text was recognized, which differs from that without. */
const RECOGNIZED = '+ocr';

async function loadParser(kind: DocumentKind): Promise<Parser> {
  try {
    return await PARSERS[kind]();
  } catch (cause) {
    const message = 'The part of this page that reads such files could not be loaded. Reload the page and add it again';
    throw new UnreadableFileError(message, { cause });
  }
}

/** A file is left when its next step takes longer. A step of a PDF is a page. */
const MAX_MS_OF_STEP = 120_000;
/** The limit of a step while the text of pictures is recognized. */
const MAX_MS_OF_RECOGNITION = 300_000;

/** A parser that waits for something ends at the time limit; all take time linear in the file otherwise. */
async function parseInTime(parse: Parser, file: Blob, context: ParseContext): Promise<Parsed> {
  const limit = new AbortController();
  const maxMs = context.recognize === undefined ? MAX_MS_OF_STEP : MAX_MS_OF_RECOGNITION;
  let timer = setTimeout(() => limit.abort(), maxMs);
  const onProgress: ParseContext['onProgress'] = (fraction, step) => {
    context.onProgress(fraction, step);
    clearTimeout(timer);
    timer = setTimeout(() => limit.abort(), maxMs);
  };
  const stop = (): void => limit.abort();
  context.signal.addEventListener('abort', stop, { once: true });
  try {
    const late = new Promise<never>((_, reject) =>
      limit.signal.addEventListener('abort', () =>
        reject(new UnreadableFileError(`A part of it takes longer than ${maxMs / 60_000} minutes to read`)),
      ),
    );
    return await Promise.race([parse(file, { ...context, onProgress, signal: limit.signal }), late]);
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof RangeError)
      throw new UnreadableFileError('It is nested too deeply to be read', { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
    context.signal.removeEventListener('abort', stop);
  }
}
