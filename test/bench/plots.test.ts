import { describe, expect, it } from 'vitest';
import { qualityPlot, reliabilityPlot, speedPlot } from '../../bench/quality/plots';
import { toSvg } from '../../bench/quality/svg';

const point = (set: string, system: string, mean: number) => ({
  ...{ set, system, mean, kind: 'model' },
  low: mean - 0.1,
  high: mean + 0.1,
});

describe('qualityPlot()', () => {
  it('names every set and every system, with a mark and whiskers for each', async () => {
    const points = [point('dl19', 'base', 0.6), point('dl19', 'BM25', 0.5), point('scifact', 'base', 0.7)];
    const svg = await toSvg(qualityPlot(points));
    for (const word of ['dl19', 'scifact', 'base', 'BM25', 'nDCG@10']) expect(svg).toContain(`>${word}</text>`);
    expect(svg.match(/aria-roledescription="point"/g)).toHaveLength(3);
    expect(svg.match(/aria-roledescription="rule mark"/g)).toHaveLength(3);
  });
});

describe('speedPlot()', () => {
  it('draws a system with a time as a point and one without as a line', async () => {
    const svg = await toSvg(
      speedPlot([
        { system: 'base', mean: 0.6, ms: 12 },
        { system: 'BM25', mean: 0.5 },
      ]),
    );
    for (const word of ['base', 'BM25']) expect(svg).toContain(`>${word}</text>`);
    expect(svg.match(/aria-roledescription="point"/g)).toHaveLength(1);
    expect(svg.match(/aria-roledescription="rule mark"/g)).toHaveLength(1);
  });
});

describe('reliabilityPlot()', () => {
  it('has one point per bin and the diagonal', async () => {
    const bin = { low: 0, high: 0.5, count: 4, predicted: 0.25, observed: 0.5 };
    const svg = await toSvg(reliabilityPlot([{ model: 'base', ...bin }]));
    expect(svg.match(/aria-roledescription="point"/g)).toHaveLength(1);
    expect(svg).toContain('stroke-dasharray="4,4"');
  });
});

describe('toSvg()', () => {
  it('follows the colour scheme, loads nothing, and is deterministic', async () => {
    const svg = await toSvg(speedPlot([{ system: 'base', mean: 0.6, ms: 12 }]));
    expect(svg).toContain('prefers-color-scheme:dark');
    expect(svg).toContain('fill="currentColor"');
    expect(svg).not.toMatch(/fill="(#000|black)/);
    expect(svg.replaceAll(/xmlns(:xlink)?="[^"]*"/g, '')).not.toContain('http');
    expect(await toSvg(speedPlot([{ system: 'base', mean: 0.6, ms: 12 }]))).toBe(svg);
  });
});
