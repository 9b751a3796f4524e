/** @file A parser of generated orders. It accepts any text and always returns a full ranking. Pure. */

/**
 * Returns positions within the window, from 0, in the order in which the text names them. Numbers in brackets are
 * preferred, as in `[2] > [1]`: the longest chain of them, else all of them. Without brackets the text may name
 * passages (`Passage 2`) or have a chain (`2 > 1`, `2, 1`, or one number on each line), else any numbers count.
 * Repeated numbers count once, numbers out of range are ignored, and positions that are not named follow in ascending
 * order.
 *
 * The text before the end of a thought (`</think>`) is ignored, and a thought without an end names nothing.
 */
export function parseOrder(text: string, count: number): number[] {
  const named = namedNumbers(afterThought(text)).map((number) => number - 1);
  const known = named.filter((position) => position >= 0 && position < count);
  return [...new Set([...known, ...Array.from({ length: count }, (_, position) => position)])];
}

function afterThought(text: string): string {
  const from = text.lastIndexOf(THOUGHT_END);
  if (from >= 0) return text.slice(from + THOUGHT_END.length);
  return text.trimStart().startsWith(THOUGHT_BEGIN) ? '' : text;
}

const THOUGHT_BEGIN = '<think>';
const THOUGHT_END = '</think>';

/** One number, or several with commas, in brackets. */
const BRACKETS = /\[ ?\d+(?: ?, ?\d+)* ?\]/g;
const BRACKET_CHAIN = /\[ ?\d+ ?\](?:\s?> ?\n?\[ ?\d+ ?\])+/g;
const NAMED = /(?:passage|document|identifier) ?#?\d+/gi;
const CHAIN = /\d+(?: ?(?:[>,;→] ?(?:(?:then|and) )?|(?:then|and) |\n)\d+)+/g;
/** A number of passages, which names none. */
const COUNT = /\d+ (?:passages|documents|results|identifiers)/gi;

function namedNumbers(text: string): number[] {
  const lines = text.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
  const tidy = lines.filter((line) => line !== '').join('\n');
  const plain = tidy.replace(COUNT, '');
  const found = longest(tidy.match(BRACKET_CHAIN)) ?? tidy.match(BRACKETS)?.join(' ');
  const other = found ?? plain.match(NAMED)?.join(' ') ?? longest(plain.match(CHAIN)) ?? plain;
  return (other.match(/\d+/g) ?? []).map(Number);
}

/** Returns the text with the most numbers; of several, the last. */
function longest(texts: readonly string[] | null): string | undefined {
  const size = (text: string) => text.match(/\d+/g)!.length;
  return texts?.reduce((best, text) => (size(text) >= size(best) ? text : best));
}
