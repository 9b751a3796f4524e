/** @file Prints what `multi` and `base` reach on XQuAD and on English sets, as Markdown tables. */
import { access } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { createNodeReranker } from '../../src/cli/node-reranker';
import { expectPositionals, parseCommandLine } from '../../src/cli/parse-command-line';
import type { Reranker } from '../../src/client/reranker';
import { bootstrapInterval } from '../../src/eval/bootstrap';
import { askAll, judge, timePerPassage } from './measure';
import { writeLogits } from './logits';
import type { MultilingualContext } from './context';
import { readXquad } from './xquad';

const usage = `Usage: node bench/multilingual.mjs --data <folder> [options]

  --data <folder>     xquad.<language>.json of XQuAD
  --languages <list>  default: de,es,ru,zh,ar,en
  --questions <n>     questions of each language (default: 100)
  --models <list>     names or folders (default: base and public/models/multi)
  --sets <list>       English judged sets of --judged, or none (default: dl19,scifact,nfcorpus,xquad-en)
  --judged <folder>   default: ../shared/data/eval
  --queries <n>       queries of each judged set, or of each source of the pool (default: 100)
  --logits <file>     only writes the logits of the pool's held-out queries, for the calibration
  --shares <list>     shares of the cosine in these logits (default: 0.8, that of the card)
  --pool <folder>     default: ../shared/data/train
`;

export async function runMultilingual(args: readonly string[], context: MultilingualContext): Promise<number> {
  const { values, positionals } = parseCommandLine(args, {
    data: { type: 'string' },
    languages: { type: 'string', default: 'de,es,ru,zh,ar,en' },
    questions: { type: 'string', default: '100' },
    models: { type: 'string', default: `base,${join(context.root, 'public/models/multi')}` },
    sets: { type: 'string', default: 'dl19,scifact,nfcorpus,xquad-en' },
    judged: { type: 'string', default: join(dirname(context.root), 'shared/data/eval') },
    queries: { type: 'string', default: '100' },
    logits: { type: 'string' },
    shares: { type: 'string', default: '0.8' },
    pool: { type: 'string', default: join(dirname(context.root), 'shared/data/train') },
    help: { type: 'boolean' },
  });
  expectPositionals(positionals, []);
  if (values.logits) {
    const [model = ''] = values.models.split(',').slice(-1);
    const shares = values.shares.split(',').map(Number);
    await writeLogits(values.logits, { pool: values.pool, model, queries: Number(values.queries), shares }, context);
    return 0;
  }
  if (values.help || !values.data) return (context.stdout.write(usage), values.help ? 0 : 2);
  const { data, judged } = values;
  const say = (line: string) => void context.stdout.write(`${line}\n`);
  const models = new Map<string, Reranker>();
  for (const model of values.models.split(',')) {
    const reranker = await createNodeReranker({ model, vectorCacheBytes: 2 ** 31 }, context.assets);
    models.set(reranker.report.model, reranker);
  }
  say(`${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores; nDCG@10 with 95 % intervals\n`);
  const names = [...models.keys()];
  const english = await readXquad(data, 'en', Number(values.questions));
  say(row(['milliseconds a passage', ...names]));
  say(row(['---', ...names.map(() => '---')]));
  const ms = await timePerPassage([...models.values()], english.questions[0]!.text, english.paragraphs.slice(0, 64));
  say(row(['64 paragraphs of XQuAD in English, in turns', ...ms.map((each) => each.toFixed(1))]));
  say(`\n${row(['XQuAD', ...names, ...names.map((name) => `English questions, ${name}`)])}`);
  say(row(['---', ...names, ...names].map(() => '---')));
  for (const language of values.languages.split(',')) {
    const { paragraphs, questions } = await readXquad(data, language, Number(values.questions));
    const own: string[] = [];
    const across: string[] = [];
    for (const reranker of models.values()) {
      own.push(interval(await askAll(reranker, questions, paragraphs)));
      across.push(language === 'en' ? '' : interval(await askAll(reranker, english.questions, paragraphs)));
    }
    say(row([language, ...own, ...across]));
  }
  const sets = values.sets === 'none' ? [] : values.sets.split(',');
  if (sets.length > 0) await judgeAll(sets, { folder: judged, models, queries: Number(values.queries), say });
  for (const reranker of models.values()) await reranker.dispose();
  return 0;
}

type Judging = {
  readonly folder: string;
  readonly models: ReadonlyMap<string, Reranker>;
  readonly queries: number;
  readonly say: (line: string) => void;
};

async function judgeAll(sets: readonly string[], { folder, models, queries, say }: Judging): Promise<void> {
  const names = [...models.keys()];
  say(`\n${row(['English set', 'queries', 'BM25', ...names, 'last less first'])}`);
  say(row(['---', '---', '---', '---', ...names].map(() => '---')));
  for (const set of sets) {
    if (!(await isThere(join(folder, set)))) {
      say(row([set, 'skipped: not found']));
      continue;
    }
    const found: Awaited<ReturnType<typeof judge>>[] = [];
    for (const reranker of models.values()) found.push(await judge(reranker, join(folder, set), queries));
    const reranked = found.map((each) => each.reranked);
    const [[first = []], [last = []]] = [reranked, reranked.slice(-1)];
    const differences = last.map((value, index) => value - first[index]!);
    const before = mean(found[0]!.before).toFixed(3);
    say(row([set, first.length, before, ...found.map(({ reranked }) => interval(reranked)), interval(differences)]));
  }
}

function interval(values: readonly number[]): string {
  const found = bootstrapInterval([values], { resamples: 2000 });
  return `${found.mean.toFixed(3)} [${found.low.toFixed(3)}, ${found.high.toFixed(3)}]`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
