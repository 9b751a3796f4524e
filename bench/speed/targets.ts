/**
 * @file The performance targets on two cores with WASM, over 100 passages of about 160 tokens, and whether they are
 * met.
 */
import { AUTO, EXACT, PEER, RELEASED } from './contenders';
import type { Measured } from './parts';
import type { Outcome } from './rounds';

export type Target = {
  readonly what: string;
  readonly unit: '×' | ' ms' | '';
  /** A lower bound for ×, and an upper bound for other units. */
  readonly bound: number;
  /** `undefined` where it was not measured. */
  readonly value: number | undefined;
};

export function isMet({ unit, bound, value }: Target): boolean | undefined {
  if (value === undefined) return undefined;
  return unit === '×' ? value >= bound : value <= bound;
}

/** Ratios are times of transformers.js with q8 and one padded batch divided by those of rankside, unless noted. */
export function targets({ compare, best, cold, prepared, many, feel, released, scales }: Measured): Target[] {
  const point = (count: number) => [...(prepared ?? []), ...(many ?? [])].find((each) => each.count === count);
  const rowMs = over(median(compare, EXACT.id, 'allMs'), 100);
  const times = (what: string, bound: number, peer?: number, own?: number): Target => ({
    ...{ what, bound, unit: '×', value: over(peer, own) },
  });
  const within = (what: string, bound: number, value?: number): Target => ({ what, bound, unit: ' ms', value });
  return [
    times(
      'top 10 final, default options',
      15,
      median(compare, PEER.id, 'top10Ms'),
      median(compare, AUTO.id, 'top10Ms'),
    ),
    times('all 100, `base` exact', 4, median(compare, PEER.id, 'allMs'), median(compare, EXACT.id, 'allMs')),
    times('cold start to the first ranking', 3, median(cold, PEER.id, 'coldMs'), median(cold, AUTO.id, 'coldMs')),
    times('bytes before the first ranking', 3, median(cold, PEER.id, 'lineBytes'), median(cold, AUTO.id, 'lineBytes')),
    within('first ranking with ten scores, warm', 150, median(compare, AUTO.id, 'firstMs')),
    within('new query over the same 100', 30, median(compare, AUTO.id, 'secondMs')),
    times('new query over the same 100', 200, median(compare, PEER.id, 'allMs'), median(compare, AUTO.id, 'secondMs')),
    within('the same from storage after a reload', 100, point(100)?.fromStorageMs.median),
    within('query over 1,000 prepared passages', 60, point(1000)?.queryMs.median),
    within('query over 10,000 prepared passages', 400, point(10_000)?.queryMs.median),
    within('slowest of ten keystrokes', 30, feel?.['worstStrokeMs']?.median),
    { what: 'frames dropped while typing', unit: '', bound: 0, value: feel?.['droppedWhileTyping']?.median },
    within('longest task of the main thread', 50, longestTask(compare, feel)),
    within('abort to idle (one row + 50 ms)', 50 + (rowMs ?? 0), feel?.['abortMs']?.median),
    times(
      'top 10 final, against transformers.js at its best',
      6,
      median(best, 'best', 'top10Ms'),
      median(best, AUTO.id, 'top10Ms'),
    ),
    times(
      'all 100 exact, against transformers.js at its best',
      2,
      median(best, 'best', 'allMs'),
      median(best, EXACT.id, 'allMs'),
    ),
    times(
      'all 100, a released cross-encoder',
      6,
      median(released, PEER.id, 'allMs'),
      median(released, RELEASED.id, 'allMs'),
    ),
    times(
      'all 100, a released cross-encoder, against transformers.js at its best',
      2,
      median(released, 'best', 'allMs'),
      median(released, RELEASED.id, 'allMs'),
    ),
    { what: 'time per passage, 1,000 over 100, exact', unit: '', bound: 1.2, value: growth(scales) },
    {
      what: 'query over prepared passages, 10,000 over ten times 1,000',
      unit: '',
      bound: 1.2,
      value: over(point(10_000)?.queryMs.median, times10(point(1000)?.queryMs.median)),
    },
  ];
}

function longestTask(compare: Measured['compare'], feel: Measured['feel']): number | undefined {
  const tasks = [
    compare?.[AUTO.id]?.['longestTaskMs'],
    compare?.[EXACT.id]?.['longestTaskMs'],
    feel?.['longestTaskWhileTypingMs'],
    feel?.['longestTaskWhileScrollingMs'],
  ].flatMap((spread) => (spread ? [spread.high] : []));
  return tasks.length === 0 ? undefined : Math.max(...tasks);
}

function growth(scales: Measured['scales']): number | undefined {
  const perPassage = (count: number) => {
    const point = scales?.find((each) => each.count === count && each.tokens === 160 && each.cores === undefined);
    return over(median(point?.outcome, EXACT.id, 'allMs'), count);
  };
  return over(perPassage(1000), perPassage(100));
}

function median(outcome: Outcome | undefined, id: string, figure: string): number | undefined {
  return outcome?.[id]?.[figure]?.median;
}

function times10(value: number | undefined): number | undefined {
  return value === undefined ? undefined : 10 * value;
}

function over(dividend: number | undefined, divisor: number | undefined): number | undefined {
  return dividend === undefined || divisor === undefined ? undefined : dividend / divisor;
}
