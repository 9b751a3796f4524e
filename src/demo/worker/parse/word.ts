/** @file Word documents (.docx), by way of the HTML that mammoth makes of them: its headings are the document's. */
import mammoth from 'mammoth';
import { UnreadableFileError, type Parser } from './parser';
import { blocksOfHtml } from './html';

export const parseWord: Parser = async (file) => {
  const html = await convert(await file.arrayBuffer());
  const blocks = blocksOfHtml(html);
  if (blocks.length === 0) throw new UnreadableFileError('No text inside');
  return { blocks };
};

async function convert(arrayBuffer: ArrayBuffer): Promise<string> {
  try {
    // Pictures would come as base64 and be thrown away.
    const convertImage = mammoth.images.imgElement(() => Promise.resolve({ src: '' }));
    return (await mammoth.convertToHtml({ arrayBuffer }, { convertImage })).value;
  } catch (cause) {
    throw new UnreadableFileError('The Word file is damaged', { cause });
  }
}
