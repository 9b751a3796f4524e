/** @file Kinds of files that are not read, by their first bytes and names, with the words for the reader. */
import type { DocumentKind } from '../../shared/library-data';
import { UnreadableFileError } from './parser';

/** First bytes of images in which text can be recognized, and where they start. */
export const IMAGE_BYTES: readonly (readonly [bytes: string, offset: number])[] = [
  ['\u0089PNG', 0],
  ['\u00ff\u00d8\u00ff', 0],
  ['WEBP', 8],
];

/** First bytes, what such a file is, and where the bytes start. */
export const FOREIGN_BYTES: readonly (readonly [bytes: string, name: string, offset?: number])[] = [
  ['GIF8', 'an image'],
  ['BM\u0000', 'an image', 0],
  ['II*\u0000', 'an image'],
  ['MM\u0000*', 'an image'],
  ['ftyp', 'a film, a recording or an image', 4],
  ['WAVE', 'a recording', 8],
  ['AVI ', 'a film', 8],
  ['\u001aE\u00df\u00a3', 'a film'],
  ['ID3', 'a recording'],
  ['OggS', 'a recording'],
  ['fLaC', 'a recording'],
  ['\u007fELF', 'a program'],
  ['MZ\u0090', 'a program'],
  ['\u0000asm', 'a program'],
  ['\u00ca\u00fe\u00ba\u00be', 'a program'],
  ['\u00cf\u00fa\u00ed\u00fe', 'a program'],
  ['SQLite format 3', 'a database'],
  ['wOFF', 'a font'],
  ['wOF2', 'a font'],
  ['OTTO', 'a font'],
  ['\u001f\u008b', 'an archive of a kind that is not unpacked'],
  ['7z\u00bc\u00af', 'an archive of a kind that is not unpacked'],
  ['Rar!', 'an archive of a kind that is not unpacked'],
  ['BZh', 'an archive of a kind that is not unpacked'],
  ['\u00fd7zXZ', 'an archive of a kind that is not unpacked'],
  ['ustar', 'an archive of a kind that is not unpacked', 257],
  ['8BPS', 'an image'],
  ['%!PS', 'a file for printers (PostScript)'],
  ['\u00ffWPC', 'a WordPerfect document'],
  ['AT&TFORM', 'a scan (DjVu)'],
  ['BOOKMOBI', 'a Kindle book', 60],
  ['TPZ', 'a Kindle book'],
  ['ITSF', 'a Windows help file'],
  ['!BDN', 'a mailbox of Outlook (.pst)'],
  ['PAR1', 'a table of a database (Parquet)'],
  ['\u0000\u0001\u0000\u0000Standard', 'a database of Access'],
];

/** File name extensions of zip archives whose files are no documents. */
export const FOREIGN_NAMES: Readonly<Record<string, string>> = {
  jar: 'a program',
  apk: 'a program',
  war: 'a program',
  xpi: 'a program',
  whl: 'a program',
  odg: 'a drawing',
  vsdx: 'a drawing',
  pages: 'a document of Apple Pages',
  numbers: 'a table of Apple Numbers',
  key: 'a presentation of Apple Keynote',
};

/** The first bytes of a compound file, in which Office stored its documents until 2007. */
export const OLE = '\u00d0\u00cf\u0011\u00e0';

/** Names of streams in a compound file, in the order of their significance. */
const STREAMS: readonly (readonly [name: string, reason: string])[] = [
  ['EncryptedPackage', 'It is protected with a password'],
  ['__substg1.0_', 'It is a message of Outlook (.msg); save it as .eml'],
  ['WordDocument', 'It is a Word file older than 2007; save it as .docx'],
  ['PowerPoint Document', 'It is a PowerPoint file older than 2007; save it as .pptx'],
];

/** Returns `sheet` for an old Excel file, which can be read. Throws the reason for all others. */
export async function kindOfOle(file: Blob): Promise<DocumentKind> {
  const bytes = new TextDecoder('latin1').decode(await file.arrayBuffer());
  const includes = (name: string): boolean => bytes.includes(Array.from(name).join('\u0000'));
  const reason = STREAMS.find(([name]) => includes(name))?.[1];
  if (reason !== undefined) throw new UnreadableFileError(reason);
  if (includes('Workbook') || includes('Book')) return 'sheet';
  throw new UnreadableFileError(
    'It is an Office file that is protected with a password or older than 2007; save it in the format of today without a password',
  );
}
