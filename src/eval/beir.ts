/**
 * @file Parsers of a test collection in BEIR's layout: corpus, queries and judgments. `file` is the name in error
 * messages.
 */
import type { Line } from './lines';
import { lineError, nonBlankLines, parseJsonLine, quote } from './lines';
import type { Qrels, Run } from './metrics';
import type { RunScores } from './trec-run';

/** A test collection with a first-stage run. `queries` has the order of its file. */
export type BeirSet = {
  readonly corpus: ReadonlyMap<string, BeirDocument>;
  readonly queries: ReadonlyMap<string, string>;
  readonly qrels: Qrels;
  readonly run: Run;
  /** The run's scores by query and document, which fusion needs. */
  readonly scores?: RunScores;
};

/** A document with the properties of a passage. An empty title is omitted. */
export type BeirDocument = { readonly id: string; readonly title?: string; readonly text: string };

/** Parses one `{"_id", "title"?, "text"}` per line. */
export function parseCorpus(text: string, file = 'corpus.jsonl'): Map<string, BeirDocument> {
  const corpus = new Map<string, BeirDocument>();
  for (const line of nonBlankLines(text)) {
    const record = parseJsonLine(line, file);
    const id = newId(record, corpus, line, file);
    const title = record['title'] ?? '';
    if (typeof title !== 'string')
      throw lineError(file, line, `Expected "title" to be a string, got \`${quote(title)}\``);
    corpus.set(id, { id, ...(title !== '' && { title }), text: stringOf(record, 'text', line, file) });
  }
  return corpus;
}

/** Parses one `{"_id", "text"}` per line. */
export function parseQueries(text: string, file = 'queries.jsonl'): Map<string, string> {
  const queries = new Map<string, string>();
  for (const line of nonBlankLines(text)) {
    const record = parseJsonLine(line, file);
    queries.set(newId(record, queries, line, file), stringOf(record, 'text', line, file));
  }
  return queries;
}

/**
 * Parses one query id, document id and integer grade per line, tab-separated, after an optional header that starts with
 * `query-id`.
 */
export function parseQrels(text: string, file = 'qrels.tsv'): Map<string, Map<string, number>> {
  const qrels = new Map<string, Map<string, number>>();
  for (const line of nonBlankLines(text)) {
    if (line.number === 1 && line.text.startsWith('query-id')) continue;
    const [query, document, grade, ...rest] = line.text.split('\t').map((field) => field.trim());
    if (!query || !document || grade === undefined || rest.length > 0) {
      throw lineError(file, line, `Expected query-id, corpus-id and score, tab-separated, got \`${quote(line.text)}\``);
    }
    if (!/^-?\d+$/.test(grade)) throw lineError(file, line, `Expected an integer grade, got \`${quote(grade)}\``);
    const grades = qrels.get(query) ?? new Map<string, number>();
    if (grades.has(document))
      throw lineError(file, line, `Expected one judgment of document "${document}" for query "${query}", got two`);
    qrels.set(query, grades.set(document, Number(grade)));
  }
  return qrels;
}

function newId(
  record: Readonly<Record<string, unknown>>,
  known: ReadonlyMap<string, unknown>,
  line: Line,
  file: string,
): string {
  const id = stringOf(record, '_id', line, file);
  if (known.has(id)) throw lineError(file, line, `Expected "_id" to be unique, got "${quote(id)}" twice`);
  return id;
}

function stringOf(record: Readonly<Record<string, unknown>>, key: string, line: Line, file: string): string {
  const value = record[key];
  if (typeof value === 'string') return value;
  throw lineError(file, line, `Expected "${key}" to be a string, got \`${quote(value)}\``);
}
