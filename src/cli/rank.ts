/** @file `rankside rank`: the passages of a file, best first. */
import type { PassageObject, Ranked, RerankerReport, RerankResult } from '../types';
import type { Command } from './command';
import { oneLine } from './one-line';
import { expectPositionals, parseCommandLine, positiveInteger } from './parse-command-line';
import { readPassages } from './read-passages';
import { withReranker } from './with-reranker';

const usage = `Usage: rankside rank "<query>" <file|-> [options]

Ranks the passages of a file, or of standard input for "-", for a query.
A file is .txt (a passage a line) or .jsonl ({"id"?, "title"?, "text"} a line).

  --model <name|folder>  an embedded model or a model folder (default: base)
  --depth <n>            layers after which the model stops, see "rankside models" (default: the deepest)
  --top <n>              how many to print (default: 10)
  --json                 print [{rank, index, id, score, text}]; index counts passages from 0
`;

const options = {
  model: { type: 'string' },
  depth: { type: 'string' },
  top: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const rankCommand: Command = {
  summary: 'rank the passages of a file for a query',
  usage,
  async run(args, context) {
    const { values, positionals } = parseCommandLine(args, options);
    const [query, file] = expectPositionals(positionals, ['query', 'file|-']);
    const depth = positiveInteger('--depth', values.depth, undefined);
    const topN = positiveInteger('--top', values.top, 10);
    const passages = await readPassages(file, context.stdin);
    if (passages.length === 0)
      context.stderr.write(`rankside: No passage in ${file === '-' ? 'stdin' : `"${file}"`}\n`);
    await withReranker(context, { model: values.model, depth }, async (reranker) => {
      const result = await reranker.rerank(query, passages, { topN });
      context.stdout.write(values.json ? toJson(result.results) : toText(result.results));
      context.stderr.write(summary(result, reranker.report));
    });
  },
};

function toJson(results: readonly Ranked<PassageObject>[]): string {
  const rows = results.map(({ rank, index, id, score, passage }) => ({
    rank,
    index,
    id: id ?? null,
    score,
    text: passage.text,
  }));
  return `${JSON.stringify(rows, null, 2)}\n`;
}

function toText(results: readonly Ranked<PassageObject>[]): string {
  const names = results.map(({ id, index }) => (id === undefined ? `#${String(index)}` : oneLine(id, 24)));
  const width = names.reduce((widest, name) => Math.max(widest, name.length), 0);
  return results.map((result, place) => toRow(result, (names[place] ?? '').padEnd(width))).join('');
}

function toRow({ rank, score, passage }: Ranked<PassageObject>, name: string): string {
  const text = passage.title ? `${passage.title}: ${passage.text}` : passage.text;
  const shown = Number.isNaN(score) ? '     -' : score.toFixed(4);
  return `${String(rank).padStart(3)}  ${shown}  ${name}  ${oneLine(text, 100)}\n`;
}

function summary({ stats }: RerankResult, { model, device, dtype }: RerankerReport): string {
  const cut = stats.truncated === 0 ? '' : `, ${String(stats.truncated)} too long to be read to the end`;
  const head = `${String(stats.passages)} passages in ${stats.timings.totalMs.toFixed(0)} ms (${model}, ${device} ${dtype})${cut}\n`;
  return head + stats.warnings.map((warning) => `rankside: ${oneLine(warning)}\n`).join('');
}
