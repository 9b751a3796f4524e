/** @file Renders a Vega-Lite chart as SVG that is legible on light and dark pages. */
import { None, View, parse } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import { compile } from 'vega-lite';

/** Text and lines follow the page's colour scheme; the colours of marks have contrast with both. */
const config = {
  background: 'transparent',
  font: 'system-ui, sans-serif',
  view: { stroke: 'transparent' },
  axis: { ...textColors(['label', 'title', 'tick', 'domain']), gridColor: 'currentColor', gridOpacity: 0.15 },
  header: textColors(['label', 'title']),
  legend: textColors(['label', 'title']),
  title: { color: 'currentColor' },
  text: { color: 'currentColor' },
  rule: { color: 'currentColor' },
  range: { category: ['#d55e00', '#2e93d9', '#009e73', '#cc79a7', '#c99700', '#8a78d6'] },
};

const style = '<style>svg{color:#24292f}@media (prefers-color-scheme:dark){svg{color:#d0d7de}}</style>';

/** Renders without a browser or a canvas, so text widths are estimated. */
export async function toSvg(spec: TopLevelSpec): Promise<string> {
  const { spec: compiled } = compile({ ...spec, config });
  const view = new View(parse(compiled), { renderer: 'none', logLevel: None });
  const svg = await view.toSVG();
  view.finalize();
  return `${svg.replace(/<svg[^>]*>/, (head) => head + style)}\n`;
}

function textColors(parts: readonly string[]): Record<string, string> {
  return Object.fromEntries(parts.map((part) => [`${part}Color`, 'currentColor']));
}
