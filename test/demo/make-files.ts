/** @file Creates small files for tests: PDFs, Word documents, archives. */
import { BlobWriter, TextReader, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js';
import { type PdfLock, createPdfLock } from './pdf-lock';

type PdfOptions = {
  /** Encrypts the text of the pages. Annotations and bookmarks would be unreadable, so it goes with neither. */
  readonly password?: string;
  readonly annotations?: readonly string[];
  readonly bookmarks?: readonly string[];
};

type Line = { readonly text: string; readonly size?: number; readonly gap?: number };

/**
 * A PDF in Helvetica with a list of lines for each page, from the top. `annotations` are objects of the first page;
 * `bookmarks` are titles that lead to it.
 */
export function makePdf(
  pages: readonly (readonly Line[])[],
  { password, annotations = [], bookmarks = [] }: PdfOptions = {},
): Blob {
  const lock = password === undefined ? undefined : createPdfLock(password, FILE_ID);
  const objects: string[] = [];
  const kids = pages.map((_, at) => `${4 + at * 2} 0 R`).join(' ');
  const after = 4 + pages.length * 2;
  const fields = annotations.map((_, at) => `${after + at} 0 R`).join(' ');
  const outline = after + annotations.length;
  const names = bookmarks.length === 0 ? '' : ` /Outlines ${outline} 0 R`;
  objects.push(`<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [${fields}] >>${names} >>`);
  objects.push(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`);
  objects.push('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  pages.forEach((lines, at) => {
    const number = 5 + at * 2;
    const own = at === 0 ? ` /Annots [${fields}]` : '';
    const content = lock?.encrypt(contentOf(lines), number) ?? contentOf(lines);
    const resources = '<< /Font << /F1 3 0 R >> >>';
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources ${resources}${own} /Contents ${number} 0 R >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    );
  });
  objects.push(...annotations);
  if (bookmarks.length > 0) objects.push(...outlineOf(bookmarks, outline));
  // An encrypted stream has bytes that would be two in UTF-8.
  const bytes = Uint8Array.from(assemble(objects, lock), (character) => character.charCodeAt(0));
  return new Blob([bytes], { type: 'application/pdf' });
}

const FILE_ID = '00112233445566778899aabbccddeeff';

function outlineOf(titles: readonly string[], root: number): string[] {
  const last = root + titles.length;
  const entries = titles.map((title, at) => {
    const next = at + 1 < titles.length ? ` /Next ${root + at + 2} 0 R` : '';
    return `<< /Title (${title}) /Parent ${root} 0 R /Dest [4 0 R /Fit]${next} >>`;
  });
  return [`<< /First ${root + 1} 0 R /Last ${last} 0 R /Count ${titles.length} >>`, ...entries];
}

function contentOf(lines: readonly Line[]): string {
  let y = 780;
  return lines
    .map(({ text, size = 11, gap = 0 }) => {
      y -= size * 1.3 + gap;
      return `BT /F1 ${size} Tf 60 ${y.toFixed(1)} Td (${text.replace(/[\\()]/g, '\\$&')}) Tj ET`;
    })
    .join('\n');
}

function assemble(objects: readonly string[], lock: PdfLock | undefined): string {
  const all = lock === undefined ? objects : [...objects, lock.dictionary];
  let body = '%PDF-1.4\n';
  const offsets = all.map((object, at) => {
    const offset = body.length;
    body += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const encrypt = lock === undefined ? '' : ` /Encrypt ${all.length} 0 R /ID [<${FILE_ID}> <${FILE_ID}>]`;
  const size = all.length + 1;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R${encrypt} >>\nstartxref\n${body.length}\n%%EOF`;
  return `${body}xref\n0 ${size}\n0000000000 65535 f \n${table}${trailer}`;
}

/** A Word document; a paragraph with a `style` such as `Heading1` is a heading. */
export function makeDocx(paragraphs: readonly { readonly text: string; readonly style?: string }[]): Promise<Blob> {
  const body = paragraphs
    .map(({ text, style }) => {
      const properties = style === undefined ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`;
      return `<w:p>${properties}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
    })
    .join('');
  const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const types = 'http://schemas.openxmlformats.org/package/2006/content-types';
  const xml = '<?xml version="1.0" encoding="UTF-8"?>';
  const main = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
  const rels = 'application/vnd.openxmlformats-package.relationships+xml';
  return makeZip({
    '[Content_Types].xml': `${xml}<Types xmlns="${types}"><Default Extension="rels" ContentType="${rels}"/><Override PartName="/word/document.xml" ContentType="${main}"/></Types>`,
    '_rels/.rels': `${xml}<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `${xml}<w:document xmlns:w="${word}"><w:body>${body}</w:body></w:document>`,
    'word/styles.xml': `${xml}<w:styles xmlns:w="${word}">${[1, 2].map((n) => `<w:style w:type="paragraph" w:styleId="Heading${n}"><w:name w:val="heading ${n}"/></w:style>`).join('')}</w:styles>`,
    'word/_rels/document.xml.rels': `${xml}<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
  });
}

/** A zip archive; with a `password` its entries are encrypted. */
export async function makeZip(
  files: Readonly<Record<string, string | Uint8Array>>,
  { password }: { readonly password?: string } = {},
): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter('application/zip'), { useWebWorkers: false });
  for (const [path, content] of Object.entries(files)) {
    const reader = typeof content === 'string' ? new TextReader(content) : new Uint8ArrayReader(content);
    await writer.add(path, reader, password === undefined ? {} : { password });
  }
  return writer.close();
}
