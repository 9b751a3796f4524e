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

/** The beginnings of the lines of logs: times in the forms of common loggers, levels, and accesses of web servers. */
const LOG_STARTS = [
  /\d{2}-\d{2} \d\d:\d\d:\d\d/,
  /\d{8}T\d{6}/,
  /[IWEFD]\d{4} \d\d:\d\d:/,
  /\d{10}(?:\.\d+)?[\s\]:]/,
  /\d{4}[-/.]\d\d[-/.]\d\d[T ]\d\d:/,
  /\d\d[:.]\d\d[:.]\d\d/,
  /[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d/,
  /(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL)\b/,
  /\S{1,40} \S{1,20} \S{1,20} \[\d\d\/[A-Z][a-z]{2}\/\d{4}/,
];
const LOG_LINE = new RegExp(String.raw`^\s{0,4}[[(<]?(?:${LOG_STARTS.map(({ source }) => source).join('|')})`);

/** Whether most of the first lines start with a time or a level. */
function isLog(text: string): boolean {
  const lines = text
    .slice(0, 20_000)
    .split('\n')
    .slice(0, 100)
    // A line that is indented goes on with the entry above it, such as the calls that led to an error.
    .filter((line) => /^\S|^\s{1,3}\d/.test(line));
  return lines.length >= 3 && lines.filter((line) => LOG_LINE.test(line)).length >= lines.length * 0.6;
}

/** Whether nearly all of a text is base64, hexadecimal numbers or uuencoded lines, as in keys and attachments. */
function isEncodedData(text: string): boolean {
  const sample = text.slice(0, 50_000);
  const encoded = (sample.match(/[A-Za-z0-9+/=_-]{40,}/g) ?? []).filter(
    (run) => /\d/.test(run) && (/^[\da-f]+$/i.test(run) || (/[A-Z]/.test(run) && /[a-z]/.test(run))),
  );
  const uuencoded = sample.match(/^M[\u0020-\u0060]{60}$/gm) ?? [];
  const most = sample.length * 0.8;
  const length = (runs: readonly string[]): number => runs.reduce((sum, run) => sum + run.length, 0);
  return (encoded.length > 0 && length(encoded) > most) || length(uuencoded) > most || isHexDump(sample);
}

/** Whether nearly all words are hexadecimal numbers, many of them with letters, which words of a language are not. */
function isHexDump(sample: string): boolean {
  const words = sample.split(/[\s:,|]+/).filter((word) => word !== '');
  if (words.length < 100) return false;
  const numbers = words.filter((word) => /^(?:0x)?(?:[\da-f]{2}){1,8}$/i.test(word) && /\d/.test(word));
  const withLetters = numbers.filter((word) => /[a-f]/i.test(word.replace('0x', '')));
  return numbers.length > words.length * 0.7 && withLetters.length > numbers.length * 0.2;
}
