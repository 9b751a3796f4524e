/** @file The tables of SPEED.md, with one function per part. */
import { percent, table } from '../quality/markdown';
import { EXACT, PEER, RELEASED, allContenders, peerAtItsBest } from './contenders';
import type { Measured } from './parts';
import type { PreparedPoint } from './parts/prepared';
import type { ScalePoint } from './parts/scales';
import type { Outcome } from './rounds';
import type { Spread } from './stats';
import { isMet, targets } from './targets';
import { megabytes, milliseconds, short, times } from './words';

const MARKS = { true: 'met', false: '**missed**', undefined: 'not measured' } as const;

export function targetTable(parts: Measured): string {
  const rows = targets(parts).map((target) => {
    const { what, unit, bound, value } = target;
    const figure = value === undefined ? '–' : unit === '×' ? times(value) : `${short(value)}${unit}`;
    return [what, `${unit === '×' ? '≥' : '≤'} ${short(bound)}${unit}`, figure, MARKS[`${isMet(target)!}`]];
  });
  return table(['what', 'target', 'measured', ''], rows);
}

/** Shows the times of every contender, and their ratio to the time of `base`, exact. */
export function rankTable(outcome: Outcome): string {
  const exact = outcome[EXACT.id]?.['allMs']?.median;
  const rows = Object.entries(outcome).map(([id, figures]) => {
    const all = figures['allMs'];
    return [
      titleOf(id),
      ...[figures['firstMs'], figures['top10Ms'], all, figures['secondAtOnceMs'], figures['secondMs']].map(
        milliseconds,
      ),
      all && exact ? times(all.median / exact) : '–',
      all ? short(100_000 / all.median) : '–',
      short(figures['longestTaskMs']?.high ?? 0),
    ];
  });
  return table(
    [
      'contender',
      'first ranking',
      'top 10 final',
      'all',
      'second query, at once',
      'vectors in memory',
      'all, over `base` exact',
      'passages per second',
      'longest task',
    ],
    rows,
  );
}

export function coldTable(outcome: Outcome): string {
  const rows = Object.entries(outcome).map(([id, { coldMs, warmMs, lineMs, lineBytes, allBytes }]) => [
    titleOf(id),
    ...[coldMs, warmMs, lineMs].map(milliseconds),
    ...[lineBytes?.median, allBytes?.median].map(megabytes),
  ]);
  return table(['contender', 'cold', 'warm', 'cold, 50 Mbit/s', 'bytes until then', 'total bytes'], rows);
}

export function preparedTable(points: readonly PreparedPoint[]): string {
  const rows = points.map(({ count, prepareMs, queryMs, fromStorageMs }) => [
    count.toLocaleString('en'),
    `${short(prepareMs / 1000)} s`,
    milliseconds(queryMs),
    milliseconds(fromStorageMs),
  ]);
  return table(['passages', 'to prepare', 'a query', 'first query after a reload'], rows);
}

export function scaleTable(points: readonly ScalePoint[]): string {
  const ids = Object.keys(points[0]?.outcome ?? {});
  const rows = points.map(({ count, tokens, cores, outcome }) => [
    `${count.toLocaleString('en')} × ${tokens}${cores ? ', one core' : ''}`,
    ...ids.map((id) => milliseconds(outcome[id]?.['top10Ms'])),
    times(ratio(outcome[PEER.id]?.['allMs'], outcome[EXACT.id]?.['allMs'])),
  ]);
  return table(['passages × tokens', ...ids.map(titleOf), 'one padded batch over `base` exact'], rows);
}

const RESPONSIVENESS = {
  strokeMs: 'a keystroke, milliseconds',
  worstStrokeMs: 'the slowest of ten',
  droppedWhileTyping: 'frames dropped while typing',
  longestTaskWhileTypingMs: 'longest task while typing, milliseconds (0: none of 50)',
  droppedShareRanking: 'share of frames dropped while scrolling during a first ranking',
  droppedShareIdle: 'the same without a ranking',
  longestTaskWhileScrollingMs: 'longest task while scrolling, milliseconds (0: none of 50)',
  abortMs: 'abort to idle, milliseconds',
} as const;

export function feelTable(feel: Readonly<Record<string, Spread>>): string {
  const rows = Object.entries(RESPONSIVENESS).map(([name, title]) => {
    const spread = feel[name];
    if (!spread || !name.includes('Share')) return [title, milliseconds(spread)];
    return [title, `${percent(spread.median)} (${percent(spread.low)}–${percent(spread.high)})`];
  });
  return table(['what', 'median (range)'], rows);
}

export function memoryTable(bytes: Readonly<Record<string, number>>): string {
  return table(['contender', 'peak'], Object.entries(bytes).map(([id, peak]) => [titleOf(id), megabytes(peak)])); // prettier-ignore
}

const RATES = {
  encoder: '`base`, a row of 160 tokens',
  kernelProduct: 'its int8 product alone, 160 × 384 × 1536',
  ortInt8: 'the same product in onnxruntime-web, int8 with its quantization',
  ortFloat: 'the same product in onnxruntime-web, float32',
} as const;

export function kernelTable(rates: Readonly<Record<string, Spread>>): string {
  return table(['what', 'GFLOP per second'], Object.entries(RATES).map(([name, title]) => [title, milliseconds(rates[name])])); // prettier-ignore
}

const STEPS = {
  int8Product: 'int8 products',
  attention: 'attention, fp32',
  quantizeRows: 'quantizing activations',
  geluRows: 'GELU',
  normRows: 'layer norm',
  floatProduct: 'projections, fp32',
  rest: 'between the steps',
  all: 'all',
} as const;

/** Shows one column per model, in milliseconds and as a share of the total. */
export function profileTable(profile: Readonly<Record<string, Readonly<Record<string, Spread>>>>): string {
  const rows = Object.entries(STEPS).map(([step, title]) => [
    title,
    ...Object.values(profile).map((steps) => {
      const [own, all] = [steps[step]?.median ?? 0, steps['all']?.median ?? 1];
      return `${own.toFixed(2)} (${percent(own / all)})`;
    }),
  ]);
  return table(['step', ...Object.keys(profile).map((model) => `\`${model}\``)], rows);
}

export function titleOf(id: string): string {
  const contender = [...allContenders, RELEASED, peerAtItsBest(0)].find((each) => each.id === id);
  return (contender?.title ?? id).replace(' 0 threads,', ' all threads,');
}

function ratio(peer: Spread | undefined, own: Spread | undefined): number | undefined {
  return peer && own ? peer.median / own.median : undefined;
}
