/** @file Finds the kind of a file from its name and its first bytes; where they disagree, the bytes decide. */
import type { DocumentKind } from '../../shared/library-data';
import { byZeros } from './encoding';
import { FOREIGN_BYTES, FOREIGN_NAMES, IMAGE_BYTES, OLE, kindOfOle } from './foreign-kinds';
import { UnreadableFileError } from './parser';

const EXTENSIONS: Readonly<Record<DocumentKind, string>> = {
  text: 'txt text log rst adoc org tex',
  markdown: 'md markdown mdx mkd',
  html: 'html htm xhtml xht svg',
  pdf: 'pdf',
  image: 'png jpg jpeg webp',
  word: 'docx docm dotx dotm',
  odf: 'odt ott odp otp fodt fodp',
  slides: 'pptx pptm ppsx potx',
  sheet: 'xlsx xlsm xltx xlsb xls ods ots',
  book: 'epub',
  mail: 'eml mbox mht mhtml',
  rtf: 'rtf',
  notebook: 'ipynb',
  subtitles: 'srt vtt',
  rows: 'csv tsv jsonl ndjson',
  code:
    'ts tsx mts cts js jsx mjs cjs py rb rs go java kt kts scala c h cc cpp hpp cs swift php pl lua r jl sh bash zsh sql css scss less ' +
    'vue svelte json yaml yml toml ini xml gradle dart ex exs hs ml clj zig',
};

const BY_EXTENSION = new Map<string, DocumentKind>(
  (Object.entries(EXTENSIONS) as [DocumentKind, string][]).flatMap(([kind, names]) =>
    names.split(' ').map((name): [string, DocumentKind] => [name, kind]),
  ),
);
/** Kinds that are zip archives inside. */
const ZIPPED: ReadonlySet<DocumentKind | undefined> = new Set(['word', 'odf', 'slides', 'sheet', 'book'] as const);

/** How many bytes are examined. */
const SNIFFED_BYTES = 4096;

/**
 * Returns `undefined` for an archive, which contains documents. Throws `UnreadableFileError` for a kind without a
 * parser.
 */
export async function kindOf(path: string, file: Blob): Promise<DocumentKind | undefined> {
  const head = new Uint8Array(await file.slice(0, SNIFFED_BYTES).arrayBuffer());
  const extension = extensionOf(path);
  const kind = BY_EXTENSION.get(extension);
  if (file.size === 0) throw new UnreadableFileError('The file is empty');
  if (startsWith(head, '%PDF')) return 'pdf';
  if (startsWith(head, '{\\rtf')) return 'rtf';
  if (startsWith(head, 'PK\u0003\u0004') || startsWith(head, 'PK\u0005\u0006')) return zipKind(extension, kind);
  if (startsWith(head, OLE)) return kindOfOle(file);
  if (IMAGE_BYTES.some(([bytes, offset]) => startsWith(head.subarray(offset), bytes))) return 'image';
  const foreign = FOREIGN_BYTES.find(([bytes, , offset = 0]) => startsWith(head.subarray(offset), bytes));
  if (foreign !== undefined) throw new UnreadableFileError(`It is ${foreign[1]}; files of this kind are not read`);
  if (kind === 'pdf' || (ZIPPED.has(kind) && !extension.startsWith('f') && extension !== 'xls'))
    throw new UnreadableFileError(`Its name ends in .${extension}, but it is a file of another kind`);
  if (head.includes(0) && !isUtf16(head))
    throw new UnreadableFileError('It contains no text, or its kind cannot be read');
  return kind === undefined || kind === 'image' ? kindOfText(head) : kind;
}

/** Whether a file of a dropped folder or an archive is skipped because of its path. */
export function isHidden(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX' || part === 'node_modules');
}

function zipKind(extension: string, kind: DocumentKind | undefined): DocumentKind | undefined {
  if (ZIPPED.has(kind)) return kind;
  const name = FOREIGN_NAMES[extension];
  if (name !== undefined)
    throw new UnreadableFileError(`It is ${name}; files that end in .${extension} cannot be read`);
  return undefined;
}

/** The kind of a file whose name does not tell. */
function kindOfText(head: Uint8Array): DocumentKind {
  const text = new TextDecoder('latin1').decode(head);
  if (/^\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+)?html\b/i.test(text)) return 'html';
  if (/^From \S+.*\d{4}\r?\n/.test(text)) return 'mail';
  if (/^(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){3}/.test(text) && /^(?:From|Received|MIME-Version):/im.test(text))
    return 'mail';
  return 'text';
}

export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : '';
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return Array.from(text, (_, offset) => text.charCodeAt(offset)).every((code, offset) => bytes[offset] === code);
}

function isUtf16(head: Uint8Array): boolean {
  const isMarked = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  return isMarked || byZeros(head) !== undefined;
}
