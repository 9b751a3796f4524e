/** @file Creates result lists in a page for the tests of the element. */
import { vi } from 'vitest';
import '../../src/element';
import type { ListRerankerSource, RerankListEventMap, RerankListState } from '../../src/element';

export const query = 'broken clocks';
/** Texts of results; best first they are the third, first, fourth and second. */
export const texts = [
  'clocks in a town',
  'the sun is hot',
  'broken clocks',
  'a broken window, and many other words here',
];
export const best = [2, 0, 3, 1];

export type TestList = {
  readonly element: HTMLElementTagNameMap['rerank-list'];
  readonly list: HTMLElement;
  /** The texts of the results, in the order on the screen. */
  readonly shown: () => string[];
  readonly append: (...texts: readonly string[]) => void;
  /** Resolves when the element is in this state for the `times`-th time. */
  readonly reach: (state: RerankListState, times?: number) => Promise<void>;
  /** The details of all events of that name so far. */
  readonly heard: <Name extends keyof RerankListEventMap>(name: Name) => RerankListEventMap[Name]['detail'][];
};

/** Adds an element around an `ol` to the document. */
export function wrapped(
  given: readonly string[],
  reranker: ListRerankerSource,
  attributes: Readonly<Record<string, string>> = {},
): TestList {
  const element = document.createElement('rerank-list');
  const list = element.appendChild(document.createElement('ol'));
  const append = (...more: readonly string[]) => {
    for (const text of more) list.appendChild(document.createElement('li')).textContent = text;
  };
  append(...given);
  const events: CustomEvent[] = [];
  for (const name of ['rerank-update', 'rerank-done', 'rerank-error'] as const) {
    element.addEventListener(name, (event) => events.push(event));
  }
  const states: (string | null)[] = [];
  const watch = new MutationObserver((records) => {
    for (const { oldValue } of records) if (oldValue !== element.state) states.push(element.state);
  });
  watch.observe(element, { attributeFilter: ['state'], attributeOldValue: true });
  for (const [name, value] of Object.entries({ query, ...attributes })) element.setAttribute(name, value);
  element.reranker = reranker;
  document.body.append(element);
  return {
    element,
    list,
    append,
    shown: () => [...list.children].map((child) => child.textContent),
    reach: (state, times = 1) =>
      vi.waitFor(
        () => {
          const reached = states.filter((each) => each === state).length;
          if (reached < times) throw new Error(`Expected ${state} ${times} times, got ${states.join(', ')}`);
        },
        { timeout: 20_000, interval: 5 },
      ),
    heard: (name) => events.filter(({ type }) => type === name).map(({ detail }) => detail as never),
  };
}

export const inOrder = (given: readonly string[], order: readonly number[]): string[] => order.map((at) => given[at]!);
