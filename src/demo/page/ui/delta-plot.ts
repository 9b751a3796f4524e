/** @file A bar chart of changes, one bar a query, from the largest gain to the largest loss. */
import { figure, svg, text } from './svg';

export type Delta = { readonly label: string; readonly value: number };

const WIDTH = 640;
const HEIGHT = 200;
const LEFT = 36;
const MIDDLE = HEIGHT / 2;
const REACH = MIDDLE - 16;

/** `value` in [-1, 1]. */
export function deltaPlot(title: string, deltas: readonly Delta[]): SVGElement {
  const sorted = [...deltas].sort((a, b) => b.value - a.value);
  const step = (WIDTH - LEFT - 4) / Math.max(1, sorted.length);
  const bars = sorted.map(({ label, value }, index) => {
    const height = Math.max(Math.abs(value) * REACH, 1);
    return svg(
      'rect',
      {
        x: (LEFT + index * step + step * 0.12).toFixed(2),
        y: (value > 0 ? MIDDLE - height : MIDDLE).toFixed(2),
        width: (step * 0.76).toFixed(2),
        height: height.toFixed(2),
        rx: Math.min(2, step * 0.2).toFixed(2),
        class: value > 0 ? 'win' : value < 0 ? 'loss' : 'even',
      },
      svg('title', {}, `${label}: ${value > 0 ? '+' : ''}${value.toFixed(2)}`),
    );
  });
  const grid = [1, 0.5, 0, -0.5, -1].flatMap((value) => {
    const y = MIDDLE - value * REACH;
    return [
      svg('line', { x1: LEFT, x2: WIDTH, y1: y, y2: y, class: value === 0 ? 'axis' : 'grid' }),
      text(LEFT - 6, y + 4, value > 0 ? `+${value}` : String(value), 'end'),
    ];
  });
  return figure(title, WIDTH, HEIGHT, ...grid, ...bars);
}
