import { describe, expect, it } from 'vitest';
import type { Measured } from '../../../bench/speed/parts';
import { growthPlot, timePlot } from '../../../bench/speed/plots';
import { speedReport } from '../../../bench/speed/report';
import { rankTable } from '../../../bench/speed/sections';
import { spread } from '../../../bench/speed/stats';
import { isMet, targets } from '../../../bench/speed/targets';
import { toSvg } from '../../../bench/quality/svg';

const rank = (ms: number) => ({
  ...{ firstMs: spread([ms / 4]), top10Ms: spread([ms]), allMs: spread([ms]), longestTaskMs: spread([0]) },
});
const parts: Measured = {
  compare: { auto: rank(100), exact: { ...rank(600), secondMs: spread([5, 7]) }, 'q8-oneBatch': rank(2000) },
};

describe('targets()', () => {
  const named = (what: string) => targets(parts).find((each) => each.what === what)!;

  it('divides the time of the peer by the own time', () => {
    expect(named('top 10 final, default options')).toMatchObject({ value: 20, bound: 15 });
    expect(isMet(named('top 10 final, default options'))).toBe(true);
  });

  it('compares times with an upper bound', () => {
    expect(isMet({ what: '', unit: ' ms', bound: 30, value: 31 })).toBe(false);
    expect(isMet({ what: '', unit: '×', bound: 30, value: 31 })).toBe(true);
  });

  it('has no verdict without a measurement', () => {
    expect(isMet(named('cold start to the first ranking'))).toBeUndefined();
  });
});

describe('rankTable()', () => {
  it('has one line per contender, with ranges and ratios to base exact', () => {
    const lines = rankTable(parts.compare!).split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[3]).toContain('| 600 (one run) | – | 6.00 (5.00–7.00) | 1.0× | 167 |');
    expect(lines[4]).toContain('| 3.3× | 50.0 |');
  });
});

describe('speedReport()', () => {
  it('states met, missed and not measured, and omits sections without figures', () => {
    const text = speedReport({ parts });
    for (const word of ['| met |', '**missed**', 'not measured', '## 100 passages']) expect(text).toContain(word);
    expect(text).not.toContain('## Memory');
    expect(text).not.toMatch(/undefined|NaN/);
  });
});

describe('the plots', () => {
  it('name every contender', async () => {
    const point = { contender: 'rankside', library: 'rankside', median: 1, low: 0.5, high: 2 };
    expect(await toSvg(timePlot([point]))).toContain('>rankside</text>');
    const growth = await toSvg(growthPlot([{ contender: 'wllama', count: 10, seconds: 1 }]));
    expect(growth).toContain('>wllama</text>');
  });
});
