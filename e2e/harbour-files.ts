/** @file Three documents of a boat owner, a PDF, a Markdown file and a Word file, which the tests add to the demo. */
import { makeDocx, makePdf } from '../test/demo/make-files';

/** Maps file names to contents. */
export async function harbourFiles(): Promise<Readonly<Record<string, Blob>>> {
  return { 'lease.pdf': lease(), 'engine.md': notes(), 'sails.docx': await letter() };
}

/** Questions that share few words with their answers, with the file that answers each. */
export const HARBOUR_QUESTIONS = [
  { query: 'may I keep a puppy on the yacht', answer: 'lease.pdf' },
  { query: 'diesel motor coughs and stops', answer: 'engine.md' },
  { query: 'what does the big sail cost', answer: 'sails.docx' },
] as const;

function lease(): Blob {
  return makePdf([
    [
      { text: 'Harbour lease', size: 22 },
      { text: 'The berth is let by the season, from April to October.', gap: 14 },
    ],
    [
      { text: 'Dogs on board', size: 16 },
      { text: 'Animals may live on the boat when they are kept on a lead along the', gap: 12 },
      { text: 'jetty. The harbour master may ask for a muzzle after a complaint.' },
      { text: 'Laundry is not hung from the rigging.', gap: 16 },
    ],
  ]);
}

function notes(): Blob {
  return new Blob([
    '# Engine notes\n\n## It will not start\n\nIf the diesel coughs and dies, bleed the fuel line: there is air in it.\n\n## Oil\n\nChange it each spring.\n',
  ]);
}

function letter(): Promise<Blob> {
  return makeDocx([
    { text: 'Letter from the sailmaker', style: 'Heading1' },
    { text: 'Price', style: 'Heading2' },
    { text: 'A new mainsail in heavy cloth would come to 2,300, with six weeks until it is ready.' },
  ]);
}
