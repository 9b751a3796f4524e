/** @file Formats figures and tables as Markdown. */
import type { Interval } from '../../src/eval/bootstrap';

/** Returns a table whose first column has names and whose other columns have figures. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(titles), `|---|${'---:|'.repeat(titles.length - 1)}`, ...rows.map(line)].join('\n');
}

/** `.6638` */
export function share(value: number | undefined): string {
  return value === undefined ? '–' : value.toFixed(4).replace(/^0\./, '.');
}

/** `+.1580 [+.1021, +.2150]` */
export function gain(interval: Interval | undefined): string {
  if (!interval) return '–';
  return `${signed(interval.mean)} [${signed(interval.low)}, ${signed(interval.high)}]`;
}

/** `14.3` */
export function decimal(value: number | null | undefined, decimals = 1): string {
  return value === null || value === undefined ? '–' : value.toFixed(decimals);
}

/** `33,920` */
export function whole(value: number | undefined): string {
  return value === undefined ? '–' : Math.round(value).toLocaleString('en');
}

/** `72.7%` */
export function percent(value: number | undefined): string {
  return value === undefined ? '–' : `${(value * 100).toFixed(1)}%`;
}

function signed(value: number): string {
  const text = share(Math.abs(value));
  if (Number(text) === 0) return text;
  return value < 0 ? `−${text}` : `+${text}`;
}
