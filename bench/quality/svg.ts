/** @file A Vega-Lite chart as an SVG file that reads well on light and on dark pages. */
import { None, View, parse } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import { compile } from 'vega-lite';

/** Words and lines take the page's colour scheme; marks have colours that show on both. */
const config = {
  background: 'transparent',
  font: 'system-ui, sans-serif',
  view: { stroke: 'transparent' },
  axis: { ...inkOf(['label', 'title', 'tick', 'domain']), gridColor: 'currentColor', gridOpacity: 0.15 },
  header: inkOf(['label', 'title']),
  legend: inkOf(['label', 'title']),
  title: { color: 'currentColor' },
  text: { color: 'currentColor' },
  rule: { color: 'currentColor' },
  range: { category: ['#d55e00', '#2e93d9', '#009e73', '#cc79a7', '#c99700', '#8a78d6'] },
};

const style = '<style>svg{color:#24292f}@media (prefers-color-scheme:dark){svg{color:#d0d7de}}</style>';

/** No browser and no canvas: widths of words are estimated. */
export async function toSvg(spec: TopLevelSpec): Promise<string> {
  const { spec: compiled } = compile({ ...spec, config });
  const view = new View(parse(compiled), { renderer: 'none', logLevel: None });
  const svg = await view.toSVG();
  view.finalize();
  return `${svg.replace(/<svg[^>]*>/, (head) => head + style)}\n`;
}

function inkOf(parts: readonly string[]): Record<string, string> {
  return Object.fromEntries(parts.map((part) => [`${part}Color`, 'currentColor']));
}
