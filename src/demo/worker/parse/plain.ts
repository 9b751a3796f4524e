/** @file Parses plain text into paragraphs, which blank lines separate. The lines of a log stay whole. */
import { isManualPage, parseManualPage } from './manual-page';
import { markHeadings } from './plain-headings';
import { type Block, type Parser, UnreadableFileError } from './parser';
import { readText } from './read-text';

export const parsePlain: Parser = async (file, { path = '' }) => {
  const text = await readText(file);
  if (isEncodedData(text)) throw new UnreadableFileError('It contains encoded data and no text');
  if (isManualPage(text)) return { blocks: parseManualPage(text) };
  return {
    blocks: /\.log(?:\.\d+)?$/i.test(path) || isLog(text) ? lineBlocks(text) : markHeadings(text, paragraphs(text)),
  };
};

/** Blank lines part paragraphs, whose lines are joined. */
export function paragraphs(text: string): Block[] {
  const blocks: Block[] = [];
  let open: string[] = [];
  const close = (): void => {
    if (open.length > 0) blocks.push({ kind: 'text', text: open.join(' ') });
    open = [];
  };
  for (const line of text.split('\n')) {
    const clean = line.trim();
    if (clean === '') close();
    else open.push(clean);
  }
  close();
  return blocks;
}

/** How many lines a block has; a viewer can show a block of this size at once. */
const LINES_IN_BLOCK = 40;

/** Blocks of whole lines. */
export function lineBlocks(text: string): Block[] {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const blocks: Block[] = [];
  for (let from = 0; from < lines.length; from += LINES_IN_BLOCK) {
    const part = lines.slice(from, from + LINES_IN_BLOCK).filter((line) => line !== '');
    if (part.length > 0) blocks.push({ kind: 'code', text: part.join('\n') });
  }
  return blocks;
}

const LOG_LINE =
  /^\s{0,4}[[(<]?(?:\d{4}[-/.]\d\d[-/.]\d\d[T ]\d\d:|\d\d[:.]\d\d[:.]\d\d|[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d|(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL)\b|\S{1,40} \S{1,20} \S{1,20} \[\d\d\/[A-Z][a-z]{2}\/\d{4})/;

/** Whether most of the first lines start with a time or a level. */
function isLog(text: string): boolean {
  const lines = text
    .slice(0, 20_000)
    .split('\n')
    .slice(0, 100)
    .filter((line) => line.trim() !== '');
  return lines.length >= 3 && lines.filter((line) => LOG_LINE.test(line)).length >= lines.length * 0.6;
}

/** Whether nearly all lines are base64 or hexadecimal numbers, as in keys and encoded attachments. */
function isEncodedData(text: string): boolean {
  const sample = text.slice(0, 50_000);
  const encoded = sample.match(/[A-Za-z0-9+/=_-]{40,}/g) ?? [];
  const mixed = encoded.filter(
    (run) => /\d/.test(run) && (/^[\da-f]+$/i.test(run) || (/[A-Z]/.test(run) && /[a-z]/.test(run))),
  );
  return mixed.length > 0 && mixed.reduce((sum, run) => sum + run.length, 0) > sample.length * 0.8;
}
