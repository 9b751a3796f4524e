import { afterEach, describe, expect, test } from 'vitest';
import { visibleText } from '../../src/element/visible-text';

afterEach(() => document.body.replaceChildren());

type Place = 'in view' | 'never displayed' | 'detached';

/** Parses markup into an `li` in the page, in a list that is not displayed, or outside of the page. */
function item(html: string, place: Place = 'in view'): Element {
  const list = document.createElement('ol');
  const element = list.appendChild(document.createElement('li'));
  element.innerHTML = html;
  if (place === 'detached') return element;
  list.hidden = place === 'never displayed';
  document.body.append(list);
  return element;
}

const read = (element: Element, labels = false): string => visibleText(element, { labels });

const places: readonly Place[] = ['in view', 'never displayed', 'detached'];

describe.each(places)('visibleText() of a result %s', (place) => {
  test.each<[what: string, html: string, text: string]>([
    ['blocks', '<b>Boiler</b><div>Pressure</div>', 'Boiler\nPressure'],
    ['headings and paragraphs', '<h3>Boiler</h3><p>Pressure</p><p>Valve</p>', 'Boiler\nPressure\nValve'],
    [
      'table cells',
      '<table><tr><td>Boiler</td><td>Pressure</td></tr><tr><td>a</td></tr></table>',
      'Boiler Pressure\na',
    ],
    ['line breaks', 'Boiler<br>Pressure<hr>Valve', 'Boiler\nPressure\nValve'],
    ['nested lists', 'Boiler<ul><li>one</li><li>two</li></ul>', 'Boiler\none\ntwo'],
    ['definition lists', '<dl><dt>Boiler</dt><dd>Pressure</dd></dl>', 'Boiler\nPressure'],
    ['images', 'Boiler<img alt="x">Pressure', 'Boiler Pressure'],
    ['inline elements', '<b>B</b>oil<i>er</i> <a>pres</a><wbr>sure', 'Boiler pressure'],
    ['white space', '\n  Boiler \t\n  pressure&nbsp;2 ', 'Boiler pressure 2'],
    ['scripts and styles', 'Boiler<style>b { color: red }</style><script type="text/x">var a;</script>', 'Boiler'],
    ['JSON-LD', '<script type="application/ld+json">{"@type":"Product"}</script>Boiler', 'Boiler'],
    ['templates', 'Boiler<template><p>no</p></template><noscript>no</noscript>', 'Boiler'],
    ['hidden elements', 'Boiler<span hidden>no</span><div hidden="until-found">no</div>', 'Boiler'],
    ['titles of icons', '<svg><title>arrow</title><style>a{}</style></svg>Boiler', 'Boiler'],
    ['form controls', 'Boiler<select><option>no</option></select><textarea>no</textarea>', 'Boiler'],
    ['readings', '<ruby>Boiler<rp>(</rp><rt>pressure</rt><rp>)</rp></ruby>', 'Boiler pressure'],
    ['nothing', '<div></div> <style>a{}</style>', ''],
  ])('%s', (_, html, text) => {
    const got = read(item(html, place));
    if (place === 'detached' && html.includes('<ruby>')) expect(got).toBe('Boilerpressure');
    else expect(got).toBe(text);
  });
});

describe('visibleText()', () => {
  test.each(['in view', 'never displayed'] as const)('follows the style sheet of a result %s', (place) => {
    const html =
      '<style>.tags span { display: inline-block } .row { display: flex } .off { display: none } .gone { visibility: hidden }' +
      ' .back { visibility: visible } .letters span { display: inline-block }</style>' +
      '<p class="tags"><span>Boiler</span><span>Pressure</span></p><div class="row"><span>one</span><span>two</span></div>' +
      '<p class="off">no</p><p class="gone">no <b class="back">yes</b></p><p class="letters"><span>O</span><span>K</span></p>';
    expect(read(item(html, place))).toBe('Boiler Pressure\none\ntwo\nyes\nOK');
  });

  test('reads a result that is hidden itself', () => {
    const element = item('Boiler<p>pressure</p>') as HTMLElement;
    element.hidden = true;
    expect(read(element)).toBe('Boiler\npressure');
  });

  test('reads open shadow roots, with what is slotted into them', () => {
    const element = item('<div class="card"><span slot="title">Boiler</span>pressure<i slot="none">no</i></div>!');
    const shadow = element.querySelector('.card')!.attachShadow({ mode: 'open' });
    shadow.innerHTML =
      '<style>p{color:red}</style><p><slot name="title"></slot></p><p>at <slot></slot></p><slot name="x">bar</slot>';
    expect(read(element)).toBe('Boiler\nat pressure\nbar\n!');
  });

  test.each<[what: string, html: string, text: string]>([
    ['the text of an image', '<img alt="Red boiler"> leaks', 'Red boiler leaks'],
    [
      'the label of a control without text',
      '<button aria-label="Call us"><svg></svg></button> Boiler',
      'Call us Boiler',
    ],
    ['a label that holds the text instead of it', '<a aria-label="More about boilers">More</a>', 'More about boilers'],
    ['no label that the text holds', '<a aria-label="Boilers">Boilers and valves</a>', 'Boilers and valves'],
    ['no label of a hidden element', '<img alt="no" hidden>Boiler', 'Boiler'],
  ])('with `labels` reads %s', (_, html, text) => {
    expect(read(item(html), true)).toBe(text);
    expect(read(item('<img alt="Red boiler">leaks<a aria-label="More"></a>'))).toBe('leaks');
  });
});
