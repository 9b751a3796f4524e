/** @file `rankside rank`: ranks the passages of a file, best first. */
import { FUSIONS } from '../fusion/fuse';
import type { PassageObject, Ranked, RerankOptions, RerankResult } from '../core/types';
import type { RerankerReport } from '../core/report';
import type { Command } from './command';
import { oneLine } from './one-line';
import { expectPositionals, oneOf, parseCommandLine, positiveInteger } from './parse-command-line';
import { lastPassOption } from './last-pass-option';
import { LONG_PASSAGES } from './long-passages';
import { methodOption } from './method-option';
import { readPassages } from './read-passages';
import { UsageError } from './usage-error';
import { warnOn } from './warn-on';
import { withReranker } from './with-reranker';

const usage = `Usage: rankside rank "<query>" <file|-> [options]

Ranks the passages of a file, or of standard input for "-", for a query.
A .txt file has one passage per line; a .jsonl file has one {"id"?, "title"?, "score"?, "text"} per line,
where score is the first-stage score.
Files are UTF-8, UTF-16 or Windows-1252.

  --model <name|folder>  an embedded model or a model folder (default: base)
  --last-pass <model>    a name or a folder: scores the best passages again, as the model deep does (default: none)
  --depth <n>            layers to run, see "rankside models" (default: all)
  --method <m>           a method, see "rankside methods", or several, each over the best passages so far:
                         late-interaction,listwise:20 (default: the model's own)
  --engine <e>           transformers: run the model by @huggingface/transformers, which has to be installed
                         (default: by rankside)
  --dtype <d>            int8, fp16, fp32, q4 or q4f16: the number format (default: chosen by the engine)
  --top <n>              number of passages to print (default: 10)
  --min-score <s|auto>   lowest score to print; auto: the model's own threshold (default: print all)
  --fusion <kind>        none, rrf or weighted: how first-stage scores affect the order
                         (default: weighted where every passage has one, else none)
  --instruction <text>   what counts as relevant, for models whose prompts have a field for it
  --long-passages <how>  first, head-tail or windows: the parts of too long passages that are read (default: first)
  --explain              print each passage's best sentence below it; with --json, as "sentence"
  --json                 print [{rank, index, id, score, fused, text}]; index counts passages from 0
`;

const options = {
  model: { type: 'string' },
  'last-pass': { type: 'string' },
  depth: { type: 'string' },
  method: { type: 'string' },
  engine: { type: 'string' },
  dtype: { type: 'string' },
  top: { type: 'string' },
  'min-score': { type: 'string' },
  fusion: { type: 'string' },
  instruction: { type: 'string' },
  'long-passages': { type: 'string' },
  explain: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

const DTYPES = ['int8', 'fp16', 'fp32', 'q4', 'q4f16'] as const;

export const rankCommand: Command = {
  summary: 'rank the passages of a file for a query',
  usage,
  async run(args, context) {
    const { values, positionals } = parseCommandLine(args, options);
    const [query, file] = expectPositionals(positionals, ['query', 'file|-']);
    const settings = rerankOptions(values);
    const lastPass = lastPassOption(values);
    const depth = positiveInteger('--depth', values.depth, undefined);
    const passages = await readPassages(file, context.stdin, warnOn(context.stderr));
    if (passages.length === 0) throw new Error(`Found no passage in ${file === '-' ? 'stdin' : `"${file}"`}`);
    const method = methodOption('--method', values.method);
    const engine = oneOf('--engine', values.engine, ['transformers'] as const, undefined);
    const dtype = oneOf('--dtype', values.dtype, DTYPES, undefined);
    const how = { ...method, ...(engine && { runBy: engine }), ...(dtype && { dtype }) };
    await withReranker(context, { model: values.model, lastPass, depth, ...how }, async (reranker) => {
      const result = await reranker.rerank(query, passages, settings);
      context.stdout.write(values.json ? toJson(result.results) : toText(result.results));
      context.stderr.write(summary(result, reranker.report));
    });
  },
};

type Values = ReturnType<typeof parseCommandLine<typeof options>>['values'];

function rerankOptions(values: Values): RerankOptions {
  const minScore = scoreOrAuto('--min-score', values['min-score']);
  const fusion = oneOf('--fusion', values.fusion, FUSIONS, undefined);
  const longPassages = oneOf('--long-passages', values['long-passages'], LONG_PASSAGES, undefined);
  return {
    ...(values.instruction !== undefined && { instruction: values.instruction }),
    ...(longPassages !== undefined && { longPassages }),
    topN: positiveInteger('--top', values.top, 10),
    ...(minScore !== undefined && { minScore }),
    ...(fusion !== undefined && { fusion }),
    ...(values.explain && { explain: true }),
  };
}

function scoreOrAuto(option: string, value: string | undefined): number | 'auto' | undefined {
  if (value === undefined || value === 'auto') return value;
  const number = Number(value);
  if (value.trim() !== '' && Number.isFinite(number)) return number;
  throw new UsageError(`Expected ${option} to be a number or auto, got "${value}"`);
}

function toJson(results: readonly Ranked<PassageObject>[]): string {
  const entries = results.map((result) => {
    const { rank, index, id, score, fused, passage } = result;
    const sentence = bestSentence(result);
    return {
      ...{ rank, index, id: id ?? null, score: score ?? null, fused: fused ?? null, text: passage.text },
      ...(sentence !== undefined && { sentence }),
    };
  });
  return `${JSON.stringify(entries, null, 2)}\n`;
}

function toText(results: readonly Ranked<PassageObject>[]): string {
  const names = results.map(({ id, index }) => (id === undefined ? `#${String(index)}` : oneLine(String(id), 24)));
  const width = names.reduce((widest, name) => Math.max(widest, name.length), 0);
  return results.map((result, i) => resultText(result, (names[i] ?? '').padEnd(width))).join('');
}

function resultText(result: Ranked<PassageObject>, name: string): string {
  const { rank, score, passage } = result;
  const sentence = bestSentence(result);
  const text = passage.title ? `${passage.title}: ${passage.text}` : passage.text;
  const shown = score === undefined ? '     -' : score.toFixed(4);
  const explained = sentence === undefined ? '' : `${' '.repeat(13 + name.length)}> ${oneLine(sentence, 100)}\n`;
  return `${String(rank).padStart(3)}  ${shown}  ${name}  ${oneLine(text, 100)}\n${explained}`;
}

/** Returns the best sentence of an explained result, where one has relevance. */
function bestSentence({ explanation, passage }: Ranked<PassageObject>): string | undefined {
  const best = explanation?.sentences.find(({ relevance }) => relevance === 1);
  return best && passage.text.slice(best.start, best.end);
}

/** Notes on orders that are not by score alone. */
const ORDER_NOTES: Readonly<Record<RerankResult['stats']['fusion'], string>> = {
  none: '',
  rrf: ', fused with the first stage by rank',
  weighted: ', fused with the first stage by weighted scores',
  'first-stage': ', in first-stage order',
};

function summary({ stats }: RerankResult, { model, device, dtype }: RerankerReport): string {
  const cut = stats.truncated === 0 ? '' : `, ${String(stats.truncated)} truncated`;
  const fused = ORDER_NOTES[stats.fusion];
  const head = `${String(stats.passages)} passages in ${stats.timings.totalMs.toFixed(0)} ms (${model}, ${device} ${dtype})${cut}${fused}\n`;
  return head + stats.warnings.map((warning) => `rankside: ${oneLine(warning)}\n`).join('');
}
