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

  it('puts theirs over ours', () => {
    expect(named('top 10 settled, as it comes')).toMatchObject({ value: 20, bound: 15 });
    expect(isMet(named('top 10 settled, as it comes'))).toBe(true);
  });

  it('holds times to a bound from above', () => {
    expect(isMet({ what: '', unit: ' ms', bound: 30, value: 31 })).toBe(false);
    expect(isMet({ what: '', unit: '×', bound: 30, value: 31 })).toBe(true);
  });

  it('has no verdict on what was not measured', () => {
    expect(isMet(named('cold start to the first ranking, sooner'))).toBeUndefined();
  });
});

describe('rankTable()', () => {
  it('has a line a contender, with ranges and ratios to base exact', () => {
    const lines = rankTable(parts.compare!).split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[3]).toContain('| 600 (one run) | – | 6.00 (5.00–7.00) | 1.0× | 167 |');
    expect(lines[4]).toContain('| 3.3× | 50.0 |');
  });
});

describe('speedReport()', () => {
  it('says met, missed and not measured, and leaves out sections without figures', () => {
    const text = speedReport({ parts });
    for (const word of ['| met |', '**missed**', 'not measured', '## 100 passages']) expect(text).toContain(word);
    expect(text).not.toContain('## Memory');
    expect(text).not.toMatch(/undefined|NaN/);
  });
});

describe('the plots', () => {
  it('name every contender', async () => {
    const point = { contender: 'rankside', whose: 'rankside', median: 1, low: 0.5, high: 2 };
    expect(await toSvg(timePlot([point]))).toContain('>rankside</text>');
    const growth = await toSvg(growthPlot([{ contender: 'wllama', count: 10, seconds: 1 }]));
    expect(growth).toContain('>wllama</text>');
  });
});
