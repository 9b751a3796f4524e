/** @file Helpers that create SVG elements for the plots. Colours come from CSS classes. */

const NS = 'http://www.w3.org/2000/svg';

type Attributes = Readonly<Record<string, string | number>>;

export function svg(tag: string, attributes: Attributes = {}, ...children: readonly (Node | string)[]): SVGElement {
  const element = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** An image whose title screen readers announce. */
export function figure(title: string, width: number, height: number, ...children: readonly Node[]): SVGElement {
  return svg(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': title, class: 'plot' },
    ...children,
  );
}

export function text(x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end' = 'start'): SVGElement {
  return svg('text', { x, y, 'text-anchor': anchor }, words);
}
