/** @file `METHODS.md` and its plot, from what was measured. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gain as gainText, decimal, share, table, whole } from '../quality/markdown';
import { toSvg } from '../quality/svg';
import { KINDS, PASSAGE_TOKENS } from './contenders';
import type { Finding, OnSet } from './findings';
import { findingsOf, VERDICTS } from './findings';
import type { Models } from './models';
import { costPlot } from './plot';
import type { CostPoint } from './plot';
import type { MethodsRecord } from './record';

export async function writeReport(folder: string, record: MethodsRecord, models: Models, depth: number): Promise<void> {
  const findings = findingsOf(record, models);
  await mkdir(join(folder, 'plots'), { recursive: true });
  await writeFile(join(folder, 'plots/methods.svg'), await toSvg(costPlot(pointsOf(findings))));
  await writeFile(join(folder, 'METHODS.md'), reportText(record, findings, depth));
}

/** What too few queries speak for is left out. Names of neighbours stand on different sides. */
function pointsOf(findings: readonly Finding[]): CostPoint[] {
  const judged = findings.filter(({ verdict }) => ['recommended', 'unsure', 'larger'].includes(verdict));
  const sets = [...new Set(judged.flatMap((one) => Object.keys(one.sets)))];
  return sets.flatMap((set) => {
    const points = judged.flatMap(({ contender: { name, kind }, sets: on, cost }) => {
      const found = on[set];
      const gain = found && found.ndcg10 - found.firstStage;
      return cost && gain !== undefined ? [{ set, method: name, kind, seconds: cost.seconds, gain }] : [];
    });
    points.sort((a, b) => b.gain - a.gain);
    return points.map((point, at): CostPoint => ({ ...point, side: at % 2 === 0 ? 'right' : 'left' }));
  });
}

export function reportText(record: MethodsRecord, findings: readonly Finding[], depth: number): string {
  const sets = Object.keys(record.sets);
  return [
    introduction(record, findings, depth),
    '![nDCG@10 over BM25 against seconds a query](plots/methods.svg)',
    `## What to take\n\n${advice(findings)}`,
    `## The baselines\n\n${baselineTable(record)}`,
    ...KINDS.map((kind) => {
      const some = findings.filter(({ contender }) => contender.kind === kind);
      return `## ${kind[0]!.toUpperCase()}${kind.slice(1)}\n\n${methodTable(some, sets, depth)}`;
    }),
    notes(record),
  ]
    .join('\n\n')
    .concat('\n');
}

function introduction(record: MethodsRecord, findings: readonly Finding[], depth: number): string {
  const models = [...new Set(findings.flatMap(({ model }) => (model?.trained ? [`\`${model.name}\``] : [])))];
  const counts = Object.entries(record.sets).map(
    ([set, { baselines }]) => `${Object.keys(baselines).length} queries of ${set}`,
  );
  return [
    '# Every way of ranking, measured',
    'Written by `node bench/methods.mjs` from `methods.json`; change `bench/methods`, not this page. `--help` lists its options.',
    `Each method re-ranks the first ${depth} candidates of BM25 with the best model there is for it here (${models.join(', ')}), through the public API ` +
      `in Node, on one core, with nothing of a passage kept from before. Drawn at random, always the same: ${counts.join(', ')}; where the time ` +
      'set for a method ended before, the first of these. The rest of the list keeps its order.',
  ].join('\n\n');
}

function advice(findings: readonly Finding[]): string {
  const named = (verdict: Finding['verdict']) =>
    findings.filter((one) => one.verdict === verdict).map(({ contender }) => `\`${contender.name}\``);
  const line = (verdict: Finding['verdict'], meaning: string) => {
    const names = named(verdict);
    return names.length === 0 ? [] : [`- **${VERDICTS[verdict]}** (${meaning}): ${names.join(', ')}`];
  };
  return [
    ...line('recommended', 'beats BM25 on every set, and the 95% interval over all of them is above 0'),
    ...line('unsure', 'beats BM25 in the mean; another draw of queries may say otherwise'),
    ...line('larger', 'the best model here does not beat BM25 with it, or not even a random order'),
    ...line('untrained', 'run on random numbers, to show that it runs'),
    ...line('missing', 'no model here has what it needs'),
    ...line('few', 'not judged on ten queries of each set'),
    ...line('open', 'time was short'),
  ].join('\n');
}

function baselineTable(record: MethodsRecord): string {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return table(
    ['nDCG@10', ...Object.keys(record.sets)],
    (['firstStage', 'random'] as const).map((which) => [
      which === 'firstStage' ? 'BM25' : 'its candidates in random order',
      ...Object.values(record.sets).map(({ baselines }) =>
        share(mean(Object.values(baselines).map((one) => one[which]))),
      ),
    ]),
  );
}

function methodTable(findings: readonly Finding[], sets: readonly string[], depth: number): string {
  const heads = ['method', 'model', ...sets, 'over BM25', 'calls', 'tokens', 'seconds', ''];
  return table(
    heads,
    findings.map(({ contender, model, candidates, sets: on, gain, cost, verdict }) => [
      `\`${contender.name}\`${candidates !== undefined && candidates < depth ? `, first ${candidates}` : ''}`,
      model?.name ?? '–',
      ...sets.map((set) => cell(on[set])),
      gainText(gain),
      decimal(cost?.calls),
      whole(cost?.tokens),
      cost ? `${decimal(cost.seconds, cost.seconds < 1 ? 2 : 1)}${cost.timed ? '' : '*'}` : '–',
      VERDICTS[verdict],
    ]),
  );
}

/** Its figure beside BM25's and a random order's of the same queries. */
function cell(on: OnSet | undefined): string {
  if (!on) return '–';
  return `**${share(on.ndcg10)}** (${share(on.firstStage)}, ${share(on.random)}; ${on.queries})`;
}

function notes({ timings }: MethodsRecord): string {
  const machines = [...new Set(Object.values(timings).map(({ machine }) => machine))];
  return [
    '- In brackets beside nDCG@10: BM25 and the expected value of a random order over the same queries, and how many queries these are.',
    '- **over BM25**: mean of the sets, with its 95% interval by the paired bootstrap over queries.',
    '- **calls**, **tokens**: forward passes a query, and the tokens that they read. Language models are given the beginning of a passage:',
    `  ${PASSAGE_TOKENS['one passage at a time']} tokens where a prompt holds one, ${PASSAGE_TOKENS['a list at once']} where it holds several.`,
    '- A method that sorts settles ten places, as by default; the others keep the order of BM25.',
    `- **seconds**: of a query by the clock, the median${machines.length > 0 ? ` (${machines.join('; ')})` : ''}; with \\*: processor time of the run that judged it.`,
  ].join('\n');
}
