/** @file Parses tables: each row of CSV or TSV, or line of JSONL, becomes `column: value` pairs. */
import Papa from 'papaparse';
import { type Block, UnreadableFileError, type Parser } from './parser';
import { readText } from './read-text';
import { blocksOfRows } from './table-rows';

export const parseTable: Parser = async (file) => {
  const text = await readText(file);
  const blocks = /^\s*\{/.test(text.slice(0, 1000)) ? jsonBlocks(text) : blocksOfRows(rowsOf(text));
  if (blocks.length === 0) throw new UnreadableFileError('It contains no rows');
  return { blocks };
};

/** A quote that is never closed would contain the rest of the file. */
const MAX_QUOTED_LINES = 50;

function rowsOf(source: string): string[][] {
  const stated = /^sep=(.)\n/i.exec(source);
  const text = stated === null ? source : source.slice(stated[0].length);
  const options = { skipEmptyLines: 'greedy', delimiter: stated?.[1] ?? '' } as const;
  const { data, errors } = Papa.parse<string[]>(text, options);
  const isBroken =
    errors.some(({ type }) => type === 'Quotes') ||
    data.some((row) => row.some((value) => value.split('\n', MAX_QUOTED_LINES).length >= MAX_QUOTED_LINES));
  if (!isBroken) return data;
  const plain = Papa.parse<string[]>(text, { ...options, quoteChar: '\u0001' }).data;
  return plain.map((row) => row.map((value) => value.replace(/^"([\s\S]*)"$/, '$1')));
}

function jsonBlocks(text: string): Block[] {
  return text.split('\n').flatMap((line, index): Block[] => {
    if (line.trim() === '') return [];
    try {
      const value: unknown = JSON.parse(line);
      const record = typeof value === 'object' && value !== null ? { ...value } : { value };
      const pairs: [string, unknown][] = Object.entries(record);
      const parts = pairs
        .filter(([, one]) => one !== '' && one !== null && one !== undefined)
        .map(
          ([name, one]) =>
            `${name}: ${typeof one === 'string' ? one.replace(/\s+/g, ' ').trim() : JSON.stringify(one)}`,
        );
      return parts.length === 0 ? [] : [{ kind: 'row', text: parts.join('; ') }];
    } catch {
      throw new UnreadableFileError(`Line ${index + 1} is not JSON`);
    }
  });
}
