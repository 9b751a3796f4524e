/** @file Finds the results of a list in the page, and reads their texts. */
import type { PassageObject } from '../core/types';
import { deepQueryAll } from './deep-query';
import type { Settings } from './settings';
import { visibleText } from './visible-text';

export type Result = { readonly element: HTMLElement; readonly passage: PassageObject };

/**
 * Returns the results in document order: the elements that `items` selects, or the children of the first `ol` or `ul`,
 * in the page or in open shadow roots inside of the element. Only siblings can exchange positions, so elements with
 * another parent than the first one are ignored. So are elements without any text, such as the spacers of a virtualized
 * list and the sentinel of an infinite scroll; they keep their positions. A number in `data-score` is the first-stage
 * score.
 */
export function findResults(root: HTMLElement, settings: ReadSettings): Result[] {
  const { items } = settings;
  const found =
    items === undefined ? [...(deepQueryAll(root, 'ol, ul')[0]?.children ?? [])] : deepQueryAll(root, items);
  const elements = found.filter((each): each is HTMLElement => each instanceof HTMLElement);
  const parent = elements[0]?.parentNode;
  return elements
    .filter((element) => element.parentNode === parent)
    .map((element) => ({ element, passage: passageOf(element, settings) }))
    .filter(({ passage }) => passage.text !== '');
}

type ReadSettings = Pick<Settings, 'items' | 'text' | 'labels'>;

function passageOf(element: HTMLElement, { text: selector, labels }: ReadSettings): PassageObject {
  const parts = selector === undefined ? [element] : withoutNested(deepQueryAll(element, selector));
  const text = parts.map((part) => visibleText(part, { labels })).filter((line) => line !== '');
  const score = element.dataset['score'];
  return { text: text.join('\n'), ...(score?.trim() ? { score: Number(score) } : {}) };
}

/** A part inside of another part is read with it. */
function withoutNested(parts: readonly Element[]): Element[] {
  return parts.filter((part) => !parts.some((other) => other !== part && other.contains(part)));
}

/** Whether both lists hold the same elements, in any order, with the same texts and scores. */
export function sameResults(a: readonly Result[], b: readonly Result[]): boolean {
  const known = new Map(a.map(({ element, passage }) => [element, passage]));
  return a.length === b.length && b.every(({ element, passage }) => samePassage(known.get(element), passage));
}

export function samePassage(a: PassageObject | undefined, b: PassageObject): boolean {
  return a?.text === b.text && Object.is(a.score, b.score);
}
