/** @file The passages of `rankside rank`: a line each, or a JSON object a line. */
import { nonBlankLines, lineError, parseJsonLine, quote } from '../eval/lines';
import type { Line } from '../eval/lines';
import type { PassageObject } from '../core/types';
import { readStream, readText } from './read-text';

/** Passages of a file, or of `stdin` for `-`. The name's ending decides the format, else the first line. */
export async function readPassages(
  source: string,
  stdin: AsyncIterable<Uint8Array | string>,
): Promise<PassageObject[]> {
  if (source === '-') return parsePassages(await readStream(stdin), 'stdin');
  return parsePassages(await readText(source), source);
}

/**
 * `.txt`: a passage a line. `.jsonl`: `{id?, title?, score?, text}` a line, `score` the first stage's. Any other name: JSONL when its first line that is not blank is
 * an object with a `text`. Blank lines are left out and not counted.
 *
 * @throws SyntaxError that names file and line.
 */
export function parsePassages(text: string, name: string): PassageObject[] {
  const lines = nonBlankLines(text);
  return isJsonLines(lines, name)
    ? lines.map((line) => parsePassage(line, name))
    : lines.map((line) => ({ text: line.text }));
}

function isJsonLines(lines: readonly Line[], name: string): boolean {
  if (/\.(txt|jsonl)$/i.test(name)) return /\.jsonl$/i.test(name);
  const [first] = lines;
  if (first === undefined) return false;
  try {
    return 'text' in parseJsonLine(first, name);
  } catch {
    return false;
  }
}

function parsePassage(line: Line, name: string): PassageObject {
  const record = parseJsonLine(line, name);
  const text = record['text'];
  if (typeof text !== 'string') throw lineError(name, line, `Expected "text" to be a string, got \`${quote(text)}\``);
  const id = optionalString(record, 'id', line, name);
  const title = optionalString(record, 'title', line, name);
  const score = optionalNumber(record, 'score', line, name);
  return {
    ...(id !== undefined && { id }),
    ...(title !== undefined && { title }),
    ...(score !== undefined && { score }),
    text,
  };
}

/** `null` is as good as absent. */
function optionalNumber(
  record: Readonly<Record<string, unknown>>,
  key: string,
  line: Line,
  name: string,
): number | undefined {
  const value = record[key] ?? undefined;
  if (value === undefined || typeof value === 'number') return value;
  throw lineError(name, line, `Expected "${key}" to be a number, got \`${quote(value)}\``);
}

/** A number is taken as its digits; `null` is as good as absent. */
function optionalString(
  record: Readonly<Record<string, unknown>>,
  key: string,
  line: Line,
  name: string,
): string | undefined {
  const value = record[key] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw lineError(name, line, `Expected "${key}" to be a string, got \`${quote(value)}\``);
}
