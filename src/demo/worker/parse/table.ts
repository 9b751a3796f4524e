/** @file Parses tables: each row of CSV or TSV, or line of JSONL, becomes one passage of `column: value` pairs. */
import Papa from 'papaparse';
import { type Block, UnreadableFileError, type Parser } from './parser';
import { readText } from './read-text';

export const parseTable: Parser = async (file) => {
  const text = await readText(file);
  const records = /^\s*\{/.test(text) ? jsonRecords(text) : csvRecords(text);
  const blocks = records.map(toBlock).filter((block) => block.text !== '');
  if (blocks.length === 0) throw new UnreadableFileError('It contains no rows');
  return { blocks };
};

type Record_ = Readonly<Record<string, unknown>>;

function csvRecords(text: string): Record_[] {
  const { data, meta } = Papa.parse<Record_>(text, { header: true, skipEmptyLines: 'greedy' });
  if (meta.fields === undefined || meta.fields.length === 0) throw new UnreadableFileError('It has no header row');
  return data;
}

function jsonRecords(text: string): Record_[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      const value: unknown = JSON.parse(line);
      return [typeof value === 'object' && value !== null ? { ...value } : { value }];
    } catch {
      throw new UnreadableFileError(`Line ${index + 1} is not JSON`);
    }
  });
}

function toBlock(record: Record_): Block {
  const text = Object.entries(record)
    .filter(([, value]) => value !== '' && value !== null && value !== undefined)
    .map(
      ([name, value]) =>
        `${name}: ${typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : JSON.stringify(value)}`,
    )
    .join('; ');
  return { kind: 'row', text };
}
