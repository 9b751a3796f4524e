/** @file A run in TREC's format: `query Q0 document rank score tag` a line, separated by white space. */
import { lineError, nonBlankLines, quote } from './lines';
import type { Run } from './metrics';

type Hit = { readonly document: string; readonly rank: number; readonly score: number };

/** Document ids by query, by falling score as trec_eval reads them; equal scores by rank, then in the file's order. */
export function parseRun(text: string, file = 'run.bm25.trec'): Map<string, string[]> {
  return new Map([...parseScoredRun(text, file)].map(([query, scores]) => [query, [...scores.keys()]]));
}

/** The same with the scores: by query, then by document in the same order. */
export function parseScoredRun(text: string, file = 'run.bm25.trec'): Map<string, Map<string, number>> {
  const hits = new Map<string, Map<string, Hit>>();
  for (const line of nonBlankLines(text)) {
    const [query, , document, rank, score, tag, ...rest] = line.text.trim().split(/\s+/);
    if (query === undefined || document === undefined || tag === undefined || rest.length > 0) {
      throw lineError(file, line, `Expected \`query Q0 document rank score tag\`, got \`${quote(line.text)}\``);
    }
    const hit = { document, rank: Number(rank), score: Number(score) };
    if (!Number.isFinite(hit.rank)) throw lineError(file, line, `Expected rank to be a number, got \`${quote(rank)}\``);
    if (!Number.isFinite(hit.score))
      throw lineError(file, line, `Expected score to be a number, got \`${quote(score)}\``);
    const ofQuery = hits.get(query) ?? new Map<string, Hit>();
    if (ofQuery.has(document))
      throw lineError(file, line, `Document "${document}" is there twice for query "${query}"`);
    hits.set(query, ofQuery.set(document, hit));
  }
  return new Map([...hits].map(([query, ofQuery]) => [query, scoresOf([...ofQuery.values()].sort(byScore))]));
}

/**
 * A run as text. The score is how many documents stand at or below: it says the order and nothing else, since scores of a
 * re-ranked head and a first-stage tail have no common scale.
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

function scoresOf(hits: readonly Hit[]): Map<string, number> {
  return new Map(hits.map(({ document, score }) => [document, score]));
}

function byScore(a: Hit, b: Hit): number {
  return b.score - a.score || a.rank - b.rank;
}
