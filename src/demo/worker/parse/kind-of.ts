/** @file Finds the kind of a file from its name and its first bytes; where they disagree, the bytes decide. */
import type { DocumentKind } from '../../shared/library-data';
import { UnreadableFileError } from './parser';

const EXTENSIONS: Readonly<Record<DocumentKind, string>> = {
  text: 'txt text log rst adoc org tex eml srt vtt',
  markdown: 'md markdown mdx mkd',
  html: 'html htm xhtml',
  pdf: 'pdf',
  word: 'docx',
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

/** How many bytes are examined. */
const SNIFFED_BYTES = 4096;

/**
 * Returns `undefined` for an archive, which contains documents. Throws `UnreadableFileError` for a kind without a
 * parser.
 */
export async function kindOf(path: string, file: Blob): Promise<DocumentKind | undefined> {
  const head = new Uint8Array(await file.slice(0, SNIFFED_BYTES).arrayBuffer());
  const kind = BY_EXTENSION.get(extensionOf(path));
  if (file.size === 0) throw new UnreadableFileError('The file is empty');
  if (startsWith(head, '%PDF')) return 'pdf';
  if (startsWith(head, 'PK\u0003\u0004') || startsWith(head, 'PK\u0005\u0006')) return zipKind(path, kind);
  if (startsWith(head, '\u00D0\u00CF\u0011\u00E0')) {
    throw new UnreadableFileError(
      'It is an Office file that is protected with a password or older than 2007; save it as .docx without a password',
    );
  }
  if (kind === 'pdf' || kind === 'word')
    throw new UnreadableFileError(`Its name ends in .${extensionOf(path)}, but it is a file of another kind`);
  if (head.includes(0) && !isUtf16(head))
    throw new UnreadableFileError('It contains no text, or its kind cannot be read');
  return kind ?? 'text';
}

/** Whether a file of a dropped folder or an archive is skipped because of its path. */
export function isHidden(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX' || part === 'node_modules');
}

function zipKind(path: string, kind: DocumentKind | undefined): DocumentKind | undefined {
  if (kind === 'word') return 'word';
  const extension = extensionOf(path);
  if (['xlsx', 'pptx', 'odt', 'ods', 'odp', 'epub', 'jar', 'apk'].includes(extension)) {
    throw new UnreadableFileError(`Files that end in .${extension} cannot be read`);
  }
  return undefined;
}

function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : '';
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return Array.from(text, (_, offset) => text.charCodeAt(offset)).every((code, offset) => bytes[offset] === code);
}

function isUtf16(head: Uint8Array): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
}
