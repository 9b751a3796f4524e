/** @file Reads the files inside a document that is a zip archive, such as DOCX, ODT or EPUB. */
import { type Entry, BlobReader, BlobWriter, ZipReader } from '@zip.js/zip.js';
import { type Document, type Element, isTag, isText, type ChildNode } from 'domhandler';
import { parseDocument } from 'htmlparser2';
import { append } from './append';
import { decodeText, declaredEncoding } from './encoding';
import { isDeeplyNested } from './nesting';
import { UnreadableFileError } from './parser';

export interface Package {
  readonly paths: readonly string[];
  /** Returns undefined when there is no such file. */
  text(path: string): Promise<string | undefined>;
  xml(path: string): Promise<Document | undefined>;
}

/** The largest unpacked size of one file, and of all files that are read, in bytes. */
const MAX_BYTES = 100e6;
const MAX_TOTAL = 300e6;

/** Throws `UnreadableFileError` when the archive is damaged, encrypted or too large. */
export async function openPackage(file: Blob): Promise<Package> {
  const entries = await entriesOf(file);
  let left = MAX_TOTAL;
  const text = async (path: string): Promise<string | undefined> => {
    const entry = entries.get(path);
    if (entry === undefined || entry.directory) return undefined;
    if (entry.encrypted) throw new UnreadableFileError('It is protected with a password');
    left -= entry.uncompressedSize;
    if (entry.uncompressedSize > MAX_BYTES || left < 0)
      throw new UnreadableFileError('It unpacks to more than 100 MB and may be a zip bomb');
    const blob = await entry.getData(new BlobWriter(), { useWebWorkers: false });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return decodeText(bytes, declaredEncoding(bytes));
  };
  return {
    paths: [...entries.keys()],
    text,
    async xml(path) {
      const source = await text(path);
      return source === undefined ? undefined : parseXml(source);
    },
  };
}

async function entriesOf(file: Blob): Promise<Map<string, Entry>> {
  try {
    const reader = new ZipReader(new BlobReader(file), { useWebWorkers: false });
    return new Map((await reader.getEntries()).map((entry) => [entry.filename, entry]));
  } catch (cause) {
    throw new UnreadableFileError('The file is damaged', { cause });
  }
}

/** Entities that the file itself declares are not expanded, so that they cannot grow. */
export function parseXml(source: string): Document {
  if (isDeeplyNested(source)) throw new UnreadableFileError('It is nested too deeply to be read');
  return parseDocument(source, { xmlMode: true });
}

/** The elements below a node with one of these names, in the order of the file; those within a found one are left. */
export function elementsOf(parent: Document | Element, ...names: readonly string[]): Element[] {
  const found: Element[] = [];
  const open: ChildNode[] = parent.children.toReversed();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (!isTag(node)) continue;
    if (names.includes(node.name)) found.push(node);
    else append(open, node.children.toReversed());
  }
  return found;
}

/** The text of a node. `special` returns the text of an element that is not the text of its children. */
export function textOf(parent: Document | Element, special?: (element: Element) => string | undefined): string {
  let text = '';
  const open: ChildNode[] = parent.children.toReversed();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isText(node)) text += node.data;
    else if (isTag(node)) {
      const own = special?.(node);
      if (own !== undefined) text += own;
      else append(open, node.children.toReversed());
    }
  }
  return text;
}

/** The path that a relative reference names, from the folder of the file that contains it. */
export function resolvePath(from: string, reference: string): string {
  const base = new URL(from, 'file:///');
  return decodeURIComponent(new URL(reference.split('#')[0] ?? '', base).pathname.slice(1));
}

/** The targets of an Office file's relationships: id, type and path. */
export async function relationsOf(
  archive: Package,
  path: string,
): Promise<{ readonly id: string; readonly type: string; readonly path: string }[]> {
  const at = path.lastIndexOf('/') + 1;
  const xml = await archive.xml(`${path.slice(0, at)}_rels/${path.slice(at)}.rels`);
  if (xml === undefined) return [];
  return elementsOf(xml, 'Relationship').map(({ attribs }) => ({
    id: attribs['Id'] ?? '',
    type: (attribs['Type'] ?? '').split('/').at(-1) ?? '',
    path: attribs['TargetMode'] === 'External' ? '' : resolvePath(path, attribs['Target'] ?? ''),
  }));
}

export function clean(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
