/** @file Reads the passages of `rankside rank`: one passage or one JSON object per line. */
import { nonBlankLines, lineError, parseJsonLine, quote } from '../eval/lines';
import type { Line } from '../eval/lines';
import type { PassageObject } from '../core/types';
import { readStream, readText } from './read-text';
import type { Warn } from './read-text';

/**
 * Reads the passages of a file, or of `stdin` for `-`. The file name's extension determines the format, or else the
 * first line.
 */
export async function readPassages(
  source: string,
  stdin: AsyncIterable<Uint8Array | string>,
  warn?: Warn,
): Promise<PassageObject[]> {
  if (source === '-') return parsePassages(await readStream(stdin, 'stdin', warn), 'stdin');
  return parsePassages(await readText(source, warn), source);
}

/**
 * `.txt` has one passage per line, and `.jsonl` one `{id?, title?, score?, text}` per line, where `score` is the
 * first-stage score. A file with another name is JSONL where its first non-blank line is an object with a `text`. Blank
 * lines are skipped and not counted.
 *
 * @throws SyntaxError with file and line
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

/** `null` counts as absent. */
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

/** A number is converted to a string, and `null` counts as absent. */
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
