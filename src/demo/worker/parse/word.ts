/** @file Parses Word documents (.docx) by converting them to HTML with mammoth, which keeps their headings. */
import mammoth from 'mammoth';
import { UnreadableFileError, type Parser } from './parser';
import { blocksOfHtml } from './html';

export const parseWord: Parser = async (file) => {
  const html = await convert(await file.arrayBuffer());
  const blocks = blocksOfHtml(html);
  if (blocks.length === 0) throw new UnreadableFileError('It contains no text');
  return { blocks };
};

async function convert(arrayBuffer: ArrayBuffer): Promise<string> {
  try {
    // Without this, mammoth would encode every image as base64, which is not needed.
    const convertImage = mammoth.images.imgElement(() => Promise.resolve({ src: '' }));
    return (await mammoth.convertToHtml({ arrayBuffer }, { convertImage })).value;
  } catch (cause) {
    throw new UnreadableFileError('The Word file is damaged', { cause });
  }
}
