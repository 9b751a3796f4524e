/** @file Measures the last pass with `deep`: nDCG@10 with and without it, from the same vectors, and its time. */
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createNodeReranker } from '../../src/cli/node-reranker';
import type { CreateOptions, Reranker } from '../../src/client/reranker';
import { isRerankError } from '../../src/core/errors';
import type { RerankOptions } from '../../src/core/types';
import type { BeirSet } from '../../src/eval/beir';
import { bootstrapInterval } from '../../src/eval/bootstrap';
import { ndcgAt10 } from '../../src/eval/metrics';
import { planSets, readSet } from '../quality/sets';
import type { SetPlan } from '../quality/sets';

type Surroundings = {
  readonly root: string;
  readonly assets: string;
  /** `createReranker` of `rankside/node`. */
  readonly createOnAllCores: (options: CreateOptions) => Promise<Reranker>;
  readonly write: (text: string) => void;
};

export async function runLastPass(args: readonly string[], surroundings: Surroundings): Promise<void> {
  const options = {
    data: { type: 'string' },
    sets: { type: 'string' },
    queries: { type: 'string', default: '100' },
    times: { type: 'string', default: '20' },
    out: { type: 'string', default: 'bench/LAST-PASS.md' },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.data === undefined) throw new Error('Expected --data <folder with sets.json>, got none');
  const { root, assets, createOnAllCores, write } = surroundings;
  const plans = (await planSets(values.data, { names: values.sets?.split(',') })) ?? [];
  const lastPass = join(root, 'public/models/deep');
  const parts = [HEAD.replace('PROCESSOR', cpus()[0]?.model.trim() ?? 'unknown')];
  const add = (part: string) => {
    parts.push(part);
    write(`${part}\n`);
  };
  if (Number(values.times) > 0) {
    const reranker = await createOnAllCores({ assets, lastPass, vectorCacheBytes: 0 });
    add(await timeTable(reranker, plans[0]!, Number(values.times)));
    await reranker.dispose();
  }
  const reranker = await createNodeReranker({ lastPass, vectorCacheBytes: 2 ** 31 }, new URL(assets));
  for (const plan of plans) add(await qualityTable(reranker, plan, Number(values.queries)));
  await reranker.dispose();
  await writeFile(join(root, values.out), parts.join('\n'));
}

const HEAD = `# The last pass

\`node bench/last-pass.mjs --data <folder>\` writes this page: what \`deep\` adds to \`base\`
([models](../docs/models.md#deep)). BM25's first candidates are re-ranked as shipped, on the WASM kernel
(PROCESSOR). Both rankings come from the same vectors. In brackets: 95% intervals of the mean difference, by the paired
bootstrap over queries. The shares of cosine, MaxSim and \`base\` were chosen by sources kept out of training, not by
these sets.
`;

const SYSTEMS: readonly [string, RerankOptions][] = [
  ['model alone', { fusion: 'none' }],
  ['fused with BM25 (the default)', {}],
];

async function qualityTable(reranker: Reranker, plan: SetPlan, queries: number): Promise<string> {
  const set = await readSet(plan);
  const ids = [...set.qrels.keys()].slice(0, queries);
  const rows = [];
  for (const [name, options] of SYSTEMS) {
    const pairs: [number, number][] = [];
    for (const id of ids) pairs.push(await ndcgs(reranker, set, { id, candidates: plan.candidates, options }));
    const [without, withIt] = [0, 1].map((at) => pairs.map((pair) => pair[at]!)) as [number[], number[]];
    const { mean, low, high } = bootstrapInterval([pairs.map(([a, b]) => b - a)]);
    const change = `${signed(mean)} [${signed(low)}, ${signed(high)}]`;
    rows.push([name, share(average(without)), share(average(withIt)), change]);
  }
  const head = ['ranking', '`base`', 'with the last pass', 'difference'];
  return `## ${plan.name}, the first ${ids.length} queries\n\n${table(head, rows)}`;
}

type Asked = { readonly id: string; readonly candidates: number; readonly options: RerankOptions };

/** nDCG@10 without and with the last pass. */
async function ndcgs(reranker: Reranker, set: BeirSet, { id, candidates, options }: Asked): Promise<[number, number]> {
  const run = set.run.get(id) ?? [];
  const head = run.slice(0, candidates);
  const scores = set.scores?.get(id);
  const passages = head.map((each) => ({ ...set.corpus.get(each)!, score: scores?.get(each) ?? 0 }));
  const rankings: number[] = [];
  for (const lastPass of [false, true]) {
    const order = await orderOf(reranker, set.queries.get(id)!, passages, { ...options, lastPass });
    const ranked = [...order.map((index) => head[index]!), ...run.slice(candidates)];
    rankings.push(ndcgAt10(ranked, set.qrels.get(id)!));
  }
  return rankings as [number, number];
}

/** A query that is too long keeps the order of the first stage. */
async function orderOf(
  reranker: Reranker,
  query: string,
  passages: Parameters<Reranker['rerank']>[1],
  options: RerankOptions,
): Promise<number[]> {
  try {
    return (await reranker.rerank(query, passages, options)).results.map(({ index }) => index);
  } catch (error) {
    if (isRerankError(error, 'query-too-long')) return [...passages.keys()];
    throw error;
  }
}

/** Milliseconds until the top ten stand, in turns, each time without any vector in memory. */
async function timeTable(reranker: Reranker, plan: SetPlan, queries: number): Promise<string> {
  const set = await readSet(plan);
  const times: Record<'without' | 'with', number[]> = { without: [], with: [] };
  for (const [turn, id] of [...set.qrels.keys()].slice(0, queries + 1).entries()) {
    const passages = (set.run.get(id) ?? []).slice(0, 100).map((each) => set.corpus.get(each)!);
    const order = turn % 2 === 0 ? (['without', 'with'] as const) : (['with', 'without'] as const);
    for (const kind of order) {
      const options = { topN: 10, lastPass: kind === 'with', fusion: 'none' } as const;
      const { stats } = await reranker.rerank(set.queries.get(id)!, passages, options);
      if (turn > 0) times[kind].push(stats.timings.totalMs); // the first one warms up
    }
  }
  const ratios = times.with.map((ms, at) => ms / times.without[at]!);
  const row = [times.without, times.with].map((each) => `${Math.round(median(each))} ms`);
  const head = [
    `top 10 of 100, ${queries} queries, all cores`,
    '`base`, as it comes',
    'with the last pass',
    'ratio, median',
  ];
  return table(head, [[`passages of ${plan.name}, no vector known`, ...row, median(ratios).toFixed(2)]]);
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}

function share(value: number): string {
  return value.toFixed(4).replace(/^0/, '');
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${share(Math.abs(value))}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('');
}
