/** @file Writes `METHODS.md` and its plot from the record of measurements. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gain as gainText, decimal, share, table, whole } from '../quality/markdown';
import { toSvg } from '../quality/svg';
import { FAMILIES, PASSAGE_TOKENS } from './contenders';
import type { Finding, SetResult } from './findings';
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

/** Leaves out methods with too few queries. The labels of neighbouring points are on different sides. */
function pointsOf(findings: readonly Finding[]): CostPoint[] {
  const judged = findings.filter(({ verdict }) => ['recommended', 'insignificant', 'larger'].includes(verdict));
  const sets = [...new Set(judged.flatMap((one) => Object.keys(one.sets)))];
  return sets.flatMap((set) => {
    const points = judged.flatMap(({ contender: { name, family }, sets: on, cost }) => {
      const found = on[set];
      const gain = found && found.ndcg10 - found.firstStage;
      return cost && gain !== undefined ? [{ set, method: name, family, seconds: cost.seconds, gain }] : [];
    });
    points.sort((a, b) => b.gain - a.gain);
    return points.map((point, i): CostPoint => ({ ...point, side: i % 2 === 0 ? 'right' : 'left' }));
  });
}

export function reportText(record: MethodsRecord, findings: readonly Finding[], depth: number): string {
  const sets = Object.keys(record.sets);
  return [
    introduction(record, findings, depth),
    '![nDCG@10 over BM25 against seconds a query](plots/methods.svg)',
    `## Recommendations\n\n${advice(findings)}`,
    `## Baselines\n\n${baselineTable(record)}`,
    ...FAMILIES.map((family) => {
      const some = findings.filter(({ contender }) => contender.family === family);
      return `## ${family[0]!.toUpperCase()}${family.slice(1)}\n\n${methodTable(some, sets, depth)}`;
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
    '# Ranking methods, measured',
    'Written by `node bench/methods.mjs` from `methods.json`; change `bench/methods`, not this page. `--help` lists its options.',
    `Each method re-ranks the first ${depth} candidates of BM25 with the best model here for it (${models.join(', ')}), through the public API ` +
      `in Node, on one core, without cached vectors. SmolLM2-135M-Instruct is a released language model in 4 bits, run by ` +
      `transformers.js on onnxruntime-node. The queries are a random sample with a fixed seed: ${counts.join(', ')}; a method whose time ` +
      'limit ended earlier has the first of these. The rest of the list keeps its order.',
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
    ...line('insignificant', 'beats BM25 in the mean, but the interval includes 0 or BM25 is better on a set'),
    ...line('larger', 'with the best model here it does not beat BM25 or a random order'),
    ...line('untrained', 'measured with random weights, to show that it runs'),
    ...line('missing', 'no model here has the abilities that it needs'),
    ...line('few', 'measured on fewer than ten queries of a set'),
    ...line('open', 'not measured'),
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

/** Shows the method's nDCG@10 with those of BM25 and of a random order on the same queries. */
function cell(on: SetResult | undefined): string {
  if (!on) return '–';
  return `**${share(on.ndcg10)}** (${share(on.firstStage)}, ${share(on.random)}; ${on.queries})`;
}

function notes({ timings }: MethodsRecord): string {
  const machines = [...new Set(Object.values(timings).map(({ machine }) => machine))];
  return [
    '- In brackets beside nDCG@10: BM25, the expected value of a random order over the same queries, and the number of queries.',
    '- **over BM25**: mean of the sets, with its 95% interval by the paired bootstrap over queries.',
    '- **calls**, **tokens**: forward passes per query and the tokens in them. Language models get the beginning of each passage:',
    `  ${PASSAGE_TOKENS.one} tokens where a prompt holds one passage, ${PASSAGE_TOKENS.several} where it holds several.`,
    '- A method that sorts determines ten ranks, the default; the other passages keep the order of BM25.',
    `- **seconds**: wall-clock time per query, the median${machines.length > 0 ? ` (${machines.join('; ')})` : ''}; with \\*: processor time of the quality run.`,
  ].join('\n');
}
