/** @file Finds the results of a list in the page, and reads their texts. */
import type { PassageObject } from '../core/types';
import type { Settings } from './settings';

export type Result = { readonly element: HTMLElement; readonly passage: PassageObject };

/**
 * Returns the results in document order: the elements that `items` selects, or the children of the first `ol` or `ul`.
 * Only siblings can exchange positions, so elements with another parent than the first one are ignored. A number in
 * `data-score` is the first-stage score.
 */
export function findResults(root: HTMLElement, { items, text }: Pick<Settings, 'items' | 'text'>): Result[] {
  const found =
    items === undefined ? [...(root.querySelector('ol, ul')?.children ?? [])] : [...root.querySelectorAll(items)];
  const elements = found.filter((each): each is HTMLElement => each instanceof HTMLElement);
  const parent = elements[0]?.parentElement;
  return elements
    .filter((element) => element.parentElement === parent)
    .map((element) => ({ element, passage: passageOf(element, text) }));
}

function passageOf(element: HTMLElement, selector: string | undefined): PassageObject {
  const parts = selector === undefined ? [element] : [...element.querySelectorAll(selector)];
  const text = parts.map((part) => collapseWhitespace(part.textContent)).join('\n');
  const score = element.dataset['score'];
  return { text, ...(score?.trim() ? { score: Number(score) } : {}) };
}

/** White space in markup has no meaning, so each run of it becomes one space. */
function collapseWhitespace(text: string | null): string {
  return (text ?? '').replace(/\s+/g, ' ').trim();
}

/** Whether both lists hold the same elements, in any order, with the same texts and scores. */
export function sameResults(a: readonly Result[], b: readonly Result[]): boolean {
  const known = new Map(a.map(({ element, passage }) => [element, passage]));
  return a.length === b.length && b.every(({ element, passage }) => samePassage(known.get(element), passage));
}

export function samePassage(a: PassageObject | undefined, b: PassageObject): boolean {
  return a?.text === b.text && Object.is(a.score, b.score);
}
