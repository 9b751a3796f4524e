/** @file The text of the report, with one function per section. */
import type { Findings } from './findings';
import { baselines, meanCost, meanOfNamed, passesOf, reliabilitiesOf } from './findings';
import { decimal, gain, percent, share, table, whole } from './markdown';
import { fusedName, gainOver, meanOf } from './rows';
import { passes, reliabilitySet, setNotes, untrained } from './systems';

export function reportText(findings: Findings): string {
  const { sets } = findings;
  return [
    introduction(findings),
    overview(findings),
    '![nDCG@10 of every system on every set](plots/quality.svg)\n\n![nDCG@10 against time](plots/speed.svg)',
    ...sets.map((set) => setSection(findings, set)),
    costSection(findings),
    reliabilitySection(findings),
  ]
    .filter((section) => section !== '')
    .join('\n\n')
    .concat('\n');
}

function introduction({ record, references, sets }: Findings): string {
  const engines = new Set(sets.flatMap((set) => passesOf(record, set).map(({ entry }) => entry.engine)));
  const described = references.map((one) => `- \`${one.system}\`: ${one.description}`);
  return [
    '# Quality',
    'Written by `npm run eval` from `quality.json`; change `bench/quality`, not this page. `npm run eval -- --help` lists its options.',
    `BM25's candidates re-ranked with the shipped model files through the public API in Node, one thread per process (${[...engines].join(', ') || 'no pass yet'}). ` +
      'nDCG@10 has linear gain over all judgments; MRR@10 and MAP cover the whole run, of which only the head is re-ranked. ' +
      'In brackets: 95% intervals of the difference, by the paired bootstrap over queries (10,000 resamples, percentiles). An interval ' +
      'without 0 is a significant difference over these queries; it does not extend to other collections.',
    [
      '- `BM25`: the first stage, whose scores are used in fusion.',
      ...described,
      '- `… + weighted`, `… + rrf`: the scores of the model, fused with those of BM25.',
    ].join('\n'),
  ].join('\n\n');
}

function overview(findings: Findings): string {
  const { rows, sets } = findings;
  const fused = [...new Set(passes.flatMap((pass) => pass.fusions))];
  const [bm25, before] = baselines(rows);
  const lines = rows
    .filter((row) => row.kind !== 'fused' && meanOf(row, 'ndcg10', sets) !== undefined)
    .map((row) => [
      row.name,
      share(meanOf(row, 'ndcg10', sets)),
      ...fused.map((each) => share(meanOfNamed(findings, fusedName(row.name, each)))),
      gain(gainOver(row, bm25, sets)),
      gain(gainOver(row, before, sets)),
      decimal(meanCost(findings, row.name, 'msPerPassage')),
      whole(meanCost(findings, row.name, 'bytesPerPassage')),
    ]);
  const titles = ['system', 'nDCG@10', ...fused.map((each) => `+ ${each}`), 'over BM25', `over ${untrained}`];
  const heading = `## Mean of ${sets.length === 1 ? '1 set' : `${String(sets.length)} sets`}`;
  return `${heading}\n\nEvery set weighs the same.\n\n${table([...titles, 'ms per passage', 'bytes per passage'], lines)}`;
}

function setSection({ record, rows }: Findings, set: string): string {
  const { settings, queries } = record.sets[set]!;
  const [bm25, before] = baselines(rows);
  const lines = rows
    .filter(({ values }) => values.has(set))
    .map((row) => [
      row.name,
      share(meanOf(row, 'ndcg10', [set])),
      share(meanOf(row, 'mrr10', [set])),
      share(meanOf(row, 'map', [set])),
      gain(gainOver(row, bm25, [set])),
      gain(gainOver(row, before, [set])),
    ]);
  const counts = `${whole(queries.length)} queries${settings.queries === undefined ? '' : ' (the first ones)'}, ${String(settings.candidates)} candidates each.`;
  const notes = [setNotes[set], counts].filter((text) => text !== undefined).join(' ');
  const titles = ['system', 'nDCG@10', 'MRR@10', 'MAP', 'nDCG@10 over BM25', `over ${untrained}`];
  return `## ${set}\n\n${notes}\n\n${table(titles, lines)}`;
}

function costSection({ record, sets }: Findings): string {
  const lines = sets.flatMap((set) =>
    passesOf(record, set).map(({ name, entry: { cost, unread } }) => [
      `${name}, ${set}`,
      decimal(cost.msPerPassage),
      decimal(cost.msPerKeptQuery),
      whole(cost.bytesPerPassage),
      whole(cost.bytesOf150),
      percent(cost.truncated),
      whole(unread),
    ]),
  );
  const titles = [
    '',
    'ms per passage',
    'ms per query, all cached',
    'bytes per passage',
    'of 150 tokens',
    'truncated',
    'unread',
  ];
  return [
    '## Time and memory',
    'Milliseconds are medians of processor time on the machine of the run, in Node, whose version 20 uses the build without relaxed SIMD, so ' +
      'they are comparable only with each other. Browsers with relaxed SIMD are faster. The time per passage is from queries with at least half ' +
      'of their candidates uncached; `all cached` is a query whose passages were all encoded before. Bytes are those of the vectors: the mean ' +
      'over the passages, and those of a passage of 150 tokens. `truncated` is the share of passages that were cut; queries too long for the ' +
      'model (`unread`) keep the first-stage order.',
    table(titles, lines),
  ].join('\n\n');
}

function reliabilitySection({ record }: Findings): string {
  const lines = reliabilitiesOf(record).map(({ name, found }) => [
    name,
    whole(found.count),
    percent(found.relevant),
    share(found.error),
    share(found.balancedError),
  ]);
  if (lines.length === 0) return '';
  return [
    '## Reliability',
    `Scores of the judged candidates of ${reliabilitySet} against their judgments (expected calibration error, 15 bins of equal width). The ` +
      'calibration assumes that one candidate in ten is relevant; the last column weighs both kinds equally. In the plot, the size of a dot is that of its bin.',
    table(['system', 'judged', 'relevant', 'ECE', 'ECE, one half relevant'], lines),
    '![share of relevant passages against score](plots/reliability.svg)',
  ].join('\n\n');
}
