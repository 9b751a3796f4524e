/** @file A line chart with points; both axes start at zero. */
import { figure, svg, text } from './svg';

export type Point = { readonly x: number; readonly y: number };

export type LinePlot = {
  readonly title: string;
  readonly points: readonly Point[];
  readonly xLabel: string;
  readonly yLabel: string;
};

const WIDTH = 420;
const HEIGHT = 240;
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 12, 26, 40];

export function linePlot({ title, points, xLabel, yLabel }: LinePlot): SVGElement {
  const [xTop, yTop] = [roundUp(Math.max(...points.map(({ x }) => x))), roundUp(Math.max(...points.map(({ y }) => y)))];
  const px = (x: number): number => LEFT + (x / xTop) * (WIDTH - LEFT - RIGHT);
  const py = (y: number): number => HEIGHT - BOTTOM - (y / yTop) * (HEIGHT - TOP - BOTTOM);
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const grid = ticks.flatMap((share) => [
    svg('line', {
      x1: LEFT,
      x2: WIDTH - RIGHT,
      y1: py(share * yTop),
      y2: py(share * yTop),
      class: share === 0 ? 'axis' : 'grid',
    }),
    text(LEFT - 6, py(share * yTop) + 4, short(share * yTop), 'end'),
    text(px(share * xTop), HEIGHT - BOTTOM + 16, short(share * xTop), 'middle'),
  ]);
  const path = points
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${px(x).toFixed(1)} ${py(y).toFixed(1)}`)
    .join('');
  const dots =
    points.length > 40
      ? []
      : points.map(({ x, y }) =>
          svg('circle', { cx: px(x), cy: py(y), r: 3.5, class: 'dot' }, svg('title', {}, `${short(x)}: ${short(y)}`)),
        );
  return figure(
    title,
    WIDTH,
    HEIGHT,
    ...grid,
    svg('path', { d: path, class: 'curve' }),
    ...dots,
    text(LEFT, 14, yLabel),
    text(WIDTH - RIGHT, HEIGHT - 6, xLabel, 'end'),
  );
}

/** The next larger of 1, 2, 4, 5 or 8 times a power of ten, so that quarters of it are round numbers. */
function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 5, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}

function short(value: number): string {
  return value === 0 ? '0' : value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(2)));
}
