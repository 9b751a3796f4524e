/**
 * @file Reads and writes runs in TREC's format: one `query Q0 document rank score tag` per line, separated by white
 * space.
 */
import type { Line } from './lines';
import { lineError, nonBlankLines, quote } from './lines';
import type { Run } from './metrics';

type Hit = { readonly document: string; readonly rank: number; readonly score: number };

/** First-stage scores by query id and document id, best first. */
export type RunScores = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * Returns document ids by query, in descending order of score as in trec_eval; equal scores are in the order of rank,
 * then of the file.
 */
export function parseRun(text: string, file?: string): Map<string, string[]> {
  return runOf(parseRunScores(text, file));
}

/** Returns the documents without scores, in the same order. */
export function runOf(scores: RunScores): Map<string, string[]> {
  return new Map([...scores].map(([query, ofQuery]) => [query, [...ofQuery.keys()]]));
}

/** Like `parseRun`, with scores; a map keeps its insertion order. */
export function parseRunScores(text: string, file = 'run.bm25.trec'): Map<string, Map<string, number>> {
  const hits = new Map<string, Map<string, Hit>>();
  for (const line of nonBlankLines(text)) {
    const [query, hit] = parseHit(line, file);
    const ofQuery = hits.get(query) ?? new Map<string, Hit>();
    if (ofQuery.has(hit.document))
      throw lineError(file, line, `Expected document "${hit.document}" once for query "${query}", got it twice`);
    hits.set(query, ofQuery.set(hit.document, hit));
  }
  return new Map([...hits].map(([query, ofQuery]) => [query, scoresOf([...ofQuery.values()].sort(byScore))]));
}

function parseHit(line: Line, file: string): [query: string, hit: Hit] {
  const [query, , document, rank, score, tag, ...rest] = line.text.trim().split(/\s+/);
  if (query === undefined || document === undefined || tag === undefined || rest.length > 0) {
    throw lineError(file, line, `Expected \`query Q0 document rank score tag\`, got \`${quote(line.text)}\``);
  }
  const hit = { document, rank: Number(rank), score: Number(score) };
  if (!Number.isFinite(hit.rank)) throw lineError(file, line, `Expected rank to be a number, got \`${quote(rank)}\``);
  if (!Number.isFinite(hit.score))
    throw lineError(file, line, `Expected score to be a number, got \`${quote(score)}\``);
  return [query, hit];
}

function scoresOf(hits: readonly Hit[]): Map<string, number> {
  return new Map(hits.map(({ document, score }) => [document, score]));
}

/**
 * Formats a run as text. The score of a document is the number of documents from its rank to the end: it expresses the
 * order only, because the scores of the re-ranked head and the first-stage tail have no common scale.
 */
export function formatRun(run: Run, tag: string): string {
  const name = tag.replace(/\s+/g, '-') || 'run';
  const lines = [...run].flatMap(([query, documents]) =>
    documents.map(
      (id, index) => `${query} Q0 ${id} ${String(index + 1)} ${String(documents.length - index)} ${name}\n`,
    ),
  );
  return lines.join('');
}

function byScore(a: Hit, b: Hit): number {
  return b.score - a.score || a.rank - b.rank;
}
