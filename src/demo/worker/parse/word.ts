/**
 * @file Parses Word documents (.docx, .docm, .dotx) by converting them to HTML with mammoth, which keeps headings,
 * tables, footnotes and comments. Headers and footers, which mammoth leaves out, follow the text.
 */
import mammoth from 'mammoth';
import { type Package, clean, elementsOf, openPackage, textOf } from './package';
import { UnreadableFileError, type Block, type Parser } from './parser';
import { blocksOfHtml } from './html';

export const parseWord: Parser = async (file) => {
  const html = await convert(await file.arrayBuffer());
  const blocks = [...blocksOfHtml(html), ...(await headersAndFooters(await openPackage(file)))];
  if (blocks.length === 0) throw new UnreadableFileError('It contains no text');
  return { blocks };
};

async function convert(arrayBuffer: ArrayBuffer): Promise<string> {
  try {
    // Without this, mammoth would encode every image as base64, which is not needed.
    const convertImage = mammoth.images.imgElement(() => Promise.resolve({ src: '' }));
    const options = { convertImage, styleMap: ['comment-reference => sup'] };
    return (await mammoth.convertToHtml({ arrayBuffer }, options)).value;
  } catch (cause) {
    throw new UnreadableFileError('The Word file is damaged', { cause });
  }
}

/** The same header may be stored for first, odd and even pages. */
async function headersAndFooters(archive: Package): Promise<Block[]> {
  const texts = new Set<string>();
  for (const path of archive.paths.filter((one) => /^word\/(?:header|footer)\d*\.xml$/.test(one))) {
    const xml = await archive.xml(path);
    const paragraphs = xml === undefined ? [] : elementsOf(xml, 'w:p').map((one) => clean(textOf(one, special)));
    const text = paragraphs.filter((paragraph) => paragraph !== '').join(' · ');
    if (text !== '') texts.add(`${path.includes('header') ? 'Header' : 'Footer'}: ${text}`);
  }
  return [...texts].map((text) => ({ kind: 'text', text }));
}

function special({ name }: { readonly name: string }): string | undefined {
  if (name === 'w:tab' || name === 'w:br') return ' ';
  return name === 'w:instrText' ? '' : undefined;
}
