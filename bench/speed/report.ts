/** @file Writes SPEED.md and its charts from `results.json`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decimal } from '../quality/markdown';
import { toSvg } from '../quality/svg';
import type { Machine } from './machine';
import { growthPlot, timePlot } from './plots';
import type { GrowthPoint, TimePoint } from './plots';
import type { Results } from './results';
import {
  coldTable,
  feelTable,
  kernelTable,
  profileTable,
  memoryTable,
  preparedTable,
  rankTable,
  scaleTable,
  targetTable,
  titleOf,
} from './sections';

export async function writeSpeedReport(folder: string, results: Results): Promise<void> {
  const plots = join(folder, 'plots');
  await mkdir(plots, { recursive: true });
  const { compare, scales } = results.parts;
  if (compare) await writeFile(join(plots, 'contenders.svg'), await toSvg(timePlot(timePoints(compare))));
  if (scales) await writeFile(join(plots, 'growth.svg'), await toSvg(growthPlot(growthPoints(scales))));
  await writeFile(join(folder, 'SPEED.md'), speedReport(results));
}

export function speedReport({ machine, parts, loads }: Results): string {
  const { compare, best, cold, prepared, many, feel, memory, kernel, profile, released, scales } = parts;
  const section = <T>(part: T | undefined, ...made: ((part: T) => string)[]) =>
    part ? made.map((make) => make(part)) : [];
  const paragraph = (text: string) => () => text;
  return `${[
    '# Speed',
    'Written by `npm run bench`; every figure is in [`results.json`](results.json). Times are in milliseconds unless noted, as medians with the range of ' +
      'the runs in parentheses. Contenders run in turn, on the same new passages in every round. Tables are from runs at different times, so compare within one table.',
    ...section(machine, (made) => machineLine(made, loads)),
    '## Targets',
    RATIOS,
    targetTable(parts),
    ...section(
      compare,
      paragraph('## 100 passages of about 160 tokens'),
      paragraph(HOW),
      rankTable,
      paragraph('![times](plots/contenders.svg)'),
    ),
    ...section(best, paragraph('## Against transformers.js at its best'), paragraph(BEST), rankTable),
    ...section(released, paragraph('## A released cross-encoder'), paragraph(RELEASED), rankTable),
    ...section(cold, paragraph('## From opening the page to the first ranking'), paragraph(COLD), coldTable),
    ...section(prepared, paragraph('## Passages with cached vectors'), paragraph(PREPARED), (points) =>
      preparedTable([...points, ...(many ?? [])]),
    ),
    ...section(feel, paragraph('## Responsiveness'), paragraph(FEEL), feelTable),
    ...section(scales, paragraph('## Growth'), paragraph(GROWTH), scaleTable, paragraph('![growth](plots/growth.svg)')),
    ...section(memory, paragraph('## Memory'), paragraph(MEMORY), memoryTable),
    ...section(kernel, paragraph('## The kernel'), paragraph(KERNEL), kernelTable),
    ...section(profile, paragraph('### Time by step of the kernel'), paragraph(PROFILE), profileTable),
    NOT_MEASURED,
  ].join('\n\n')}\n`;
}

function machineLine({ processor, cores, chromium, text, tokens }: Machine, loads: Results['loads']): string {
  return (
    `Measured on ${cores} cores (${processor}), WASM, headless Chromium ${chromium}. Text: ${text}, passages of ${decimal(tokens)} tokens ` +
    `on average, between half and 1.8 times as long, with the distribution of lengths of dl19. ${loadLine(cores, Object.values(loads ?? {}))}`
  );
}

/** Describes the load by other work, which affects every figure. */
function loadLine(cores: number, loads: readonly number[]): string {
  if (loads.length === 0) return '';
  const high = Math.max(...loads);
  const range = `Load average up to ${decimal(high)}`;
  if (high <= cores + 0.5) return `${range}: no other work ran.`;
  return (
    `${range}: **other work ran on the machine**. Times are longer than on a quiet machine, the gain from a second core is smaller, and ` +
    'worst cases are mostly caused by other work. Ratios compare contenders under the same load.'
  );
}

const RATIOS =
  'On two cores with WASM, over 100 passages of about 160 tokens. × is the time of transformers.js divided by that of rankside; transformers.js runs ' +
  '`base`’s own encoder as a cross-encoder with one logit, q8, in one padded batch, on the calling thread.';
const HOW =
  'A page without cross-origin isolation, with warm models. First ranking: ten passages have scores. A library that returns all scores together has one ' +
  'time. The second query is another query over the same passages, right after the first and again when all vectors are in memory; the library encodes ' +
  'the remaining passages in idle time, here `prepare` does. Libraries without a time there cache nothing, so the second query costs as much as the first. ' +
  'All libraries but rankside run on the calling thread or, as wllama, answer one document at a time. Tasks below 50 ms count as 0.';
const BEST =
  'Cross-origin isolated: transformers.js in a worker of its own, with as many threads as there are cores, passages sorted by length.';
const RELEASED =
  'The same int8 file in a folder of the hub’s layout, MiniLM-L6’s shape, read by both libraries on a cross-origin isolated page. The head is not trained, ' +
  'which does not change the time.';
const COLD =
  'Empty cache; all files come from this machine with brotli, and the passages are in the page. Warm: the same page again. The line of 50 Mbit/s shows which ' +
  'files the first ranking needs; the bytes are bodies as sent until then, and until all passages were scored.';
const PREPARED = '`base`, exact. After a reload the model is loaded again, and vectors come from storage.';
const FEEL =
  'Ten keystrokes, 120 ms apart, over 100 passages whose vectors are in memory; a list scrolled by 8 pixels a frame. Frames are those of a 60 Hz screen.';
const GROWTH =
  'Times until the first ten ranks are final. One padded batch stops at 100 passages, because with 300 it ran out of memory. Batches of 8 stop at 300. A ' +
  'contender whose first run took over 20 s has one run.';
const MEMORY = 'Peak memory of the renderer processes after one ranking of 100 passages, minus that of the empty page.';
const KERNEL =
  'One thread, the fastest of many runs. A multiply-add counts as two operations, for integers and floats; only matrix products of the encoder count.';
const PROFILE =
  'Medians of the milliseconds of every step for one passage of 164 tokens on one thread. Tokenizing it takes another 0.2 ms.';
const NOT_MEASURED = `## Not measured

- WebGPU on a hardware adapter.
- Firefox, Safari, phones.
- A network: all files come from this machine, and the line of 50 Mbit/s has no latency.`;

function timePoints(outcome: NonNullable<Results['parts']['compare']>): TimePoint[] {
  return Object.entries(outcome).flatMap(([id, { top10Ms }]) => {
    if (!top10Ms) return [];
    const { median, low, high } = top10Ms;
    const library = titleOf(id).split(/[ ,]/)[0]!;
    return [{ contender: plain(titleOf(id)), library, median: median / 1000, low: low / 1000, high: high / 1000 }];
  });
}

function growthPoints(points: NonNullable<Results['parts']['scales']>): GrowthPoint[] {
  return points
    .filter(({ tokens, cores }) => tokens === 160 && cores === undefined)
    .flatMap(({ count, outcome }) =>
      Object.entries(outcome).flatMap(([id, { top10Ms }]) =>
        top10Ms ? [{ contender: plain(titleOf(id)), count, seconds: top10Ms.median / 1000 }] : [],
      ),
    );
}

function plain(title: string): string {
  return title.replaceAll('`', '');
}
