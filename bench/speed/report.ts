/** @file SPEED.md and its charts, from `results.json`. */
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
  const { compare, best, cold, prepared, many, feel, memory, kernel, profile, scales } = parts;
  const some = <T>(part: T | undefined, ...made: ((part: T) => string)[]) =>
    part ? made.map((make) => make(part)) : [];
  const say = (text: string) => () => text;
  return `${[
    '# Speed',
    'Written by `npm run bench`; every figure is in [`results.json`](results.json). Milliseconds unless a table says otherwise, medians with ' +
      'the range of the runs in parentheses. Contenders run in turn, on the same new passages in every round; tables are of runs at different times, so compare within one.',
    ...some(machine, (made) => machineLine(made, loads)),
    '## Targets',
    RATIOS,
    targetTable(parts),
    ...some(
      compare,
      say('## 100 passages of about 160 tokens'),
      say(HOW),
      rankTable,
      say('![times](plots/contenders.svg)'),
    ),
    ...some(best, say('## Against the peer at its best'), say(BEST), rankTable),
    ...some(cold, say('## From opening the page to a first ranking'), say(COLD), coldTable),
    ...some(prepared, say('## Passages whose vectors are known'), say(PREPARED), (points) =>
      preparedTable([...points, ...(many ?? [])]),
    ),
    ...some(feel, say('## What a person feels'), say(FEEL), feelTable),
    ...some(scales, say('## Growth'), say(GROWTH), scaleTable, say('![growth](plots/growth.svg)')),
    ...some(memory, say('## Memory'), say(MEMORY), memoryTable),
    ...some(kernel, say('## The kernel'), say(KERNEL), kernelTable),
    ...some(profile, say('### Where a row’s time goes'), say(PROFILE), profileTable),
    NOT_MEASURED,
  ].join('\n\n')}\n`;
}

function machineLine({ processor, cores, chromium, text, tokens }: Machine, loads: Results['loads']): string {
  return (
    `Measured on ${cores} cores (${processor}), WASM, headless Chromium ${chromium}. Text: ${text}, passages of ${decimal(tokens)} tokens ` +
    `on average, half to 1.8 times as long, as the lengths of dl19 spread. ${loadLine(cores, Object.values(loads ?? {}))}`
  );
}

/** What else ran is part of every figure. */
function loadLine(cores: number, loads: readonly number[]): string {
  if (loads.length === 0) return '';
  const high = Math.max(...loads);
  const range = `Load average up to ${decimal(high)}`;
  if (high <= cores + 0.5) return `${range}: nothing else ran.`;
  return (
    `${range}: **other work shared the machine**. Times are longer than on a quiet one, whatever uses both cores gains less from them, and ` +
    'worst cases are mostly of other work; ratios are of contenders that suffered alike.'
  );
}

const RATIOS =
  'On two cores with WASM, over 100 passages of about 160 tokens. × is how often our time fits into that of transformers.js in its usual way: ' +
  '`base`’s own encoder as a cross-encoder with one logit, q8, one padded batch, on the calling thread.';
const HOW =
  'A page that is not isolated, models warm. First ranking: ten passages have scores. A library that gives nothing before all are scored has one time. ' +
  'The second query is another one over the same passages, asked at once, and when their vectors are in memory: `auto` encodes in idle time what it left out; ' +
  'here `prepare` did. Who has none keeps nothing, and it costs what the first did. ' +
  'All but rankside run on the calling thread, or (wllama) answer one document at a time. Tasks below 50 ms count as 0.';
const BEST =
  'Cross-origin isolated: transformers.js in a worker of its own, with as many threads as there are cores, passages sorted by length.';
const COLD =
  'Empty cache, files from this machine with brotli for all, passages at hand. Warm: the same page again. Over 50 Mbit/s it shows what the first ' +
  'ranking waits for; the bytes are bodies as sent until then, and until all passages were scored.';
const PREPARED =
  '`base`, exact. After a reload the model is loaded anew, and vectors come from storage where they were kept.';
const FEEL =
  'Ten keystrokes, 120 ms apart, over 100 passages whose vectors are in memory; a list scrolled by 8 pixels a frame. Frames are those of a 60 Hz screen.';
const GROWTH =
  'Until the first ten ranks stand. One padded batch stops at 100 passages: of 300 it ran out of memory. Batches of 8 stop at 300. A contender whose first run took ' +
  'over 20 s has one run.';
const MEMORY =
  'Peak of the renderer processes after one ranking of 100 passages, less that of the page before it loaded anything.';
const KERNEL =
  'One thread, the fastest of many runs. Multiply-adds count as two, integer ones too; of the encoder only its matrix products count.';
const PROFILE =
  'Milliseconds of one passage of 164 tokens on one thread, a stopwatch around every step, medians. Tokenizing it takes 0.2 ms more.';
const NOT_MEASURED = `## Not measured

- WebGPU on a hardware adapter: none at hand.
- Firefox, Safari, phones.
- A network: what is loaded comes from this machine, and the line of 50 Mbit/s has no delay.`;

function timePoints(outcome: NonNullable<Results['parts']['compare']>): TimePoint[] {
  return Object.entries(outcome).flatMap(([id, { top10Ms }]) => {
    if (!top10Ms) return [];
    const { median, low, high } = top10Ms;
    const whose = titleOf(id).split(/[ ,]/)[0]!;
    return [{ contender: plain(titleOf(id)), whose, median: median / 1000, low: low / 1000, high: high / 1000 }];
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
