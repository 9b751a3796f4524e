/** @file Tests that the list does not move during an interaction, and how it moves otherwise. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { putInOrder } from '../../src/element/put-in-order';
import { createFakeReranker } from '../../src/test';
import type { Reranker } from '../../src/index';
import { best, inOrder, texts, wrapped } from './lists';
import type { TestList } from './lists';

let reranker: Reranker;
beforeEach(async () => {
  reranker = await createFakeReranker();
});
afterEach(async () => {
  vi.restoreAllMocks();
  document.body.replaceChildren();
  scrollTo(0, 0);
  await reranker.dispose();
});

const links = (list: TestList) => {
  for (const item of list.list.children) item.innerHTML = `<a href="#">${item.textContent}</a>`;
};

describe('<rerank-list> does not move', () => {
  test('while the focus is in it, but moves when the focus leaves', async () => {
    const list = wrapped(texts, reranker);
    links(list);
    const link = list.list.querySelectorAll('a')[1]!;
    link.focus();
    await list.reach('held');
    expect(list.shown()).toEqual(texts);
    expect(document.activeElement).toBe(link);
    link.blur();
    await list.reach('done');
    expect(list.shown()).toEqual(inOrder(texts, best));
  });

  test('but does for a focus outside of the results, as in a search box', async () => {
    const list = wrapped(texts, reranker);
    const input = document.createElement('input');
    list.element.prepend(input);
    input.focus();
    await list.reach('done');
    expect(document.activeElement).toBe(input);
  });

  test('while the pointer moves over it', async () => {
    const list = wrapped(texts, reranker);
    const point = () => list.list.children[1]!.dispatchEvent(new PointerEvent('pointermove', { bubbles: true }));
    point();
    await list.reach('held');
    point();
    expect(list.shown()).toEqual(texts);
    await list.reach('done'); // the pointer rests
  });

  test('while text in it is selected', async () => {
    const list = wrapped(texts, reranker);
    getSelection()!.selectAllChildren(list.list.children[0]!);
    await list.reach('held');
    expect(list.shown()).toEqual(texts);
    getSelection()!.removeAllRanges();
    await list.reach('done');
  });

  test('while the page scrolls', async () => {
    document.body.insertAdjacentHTML('afterbegin', '<div style="height: 3000px"></div>');
    const list = wrapped(texts, reranker);
    scrollTo(0, 50);
    await new Promise(requestAnimationFrame);
    await list.reach('done');
    expect(list.heard('rerank-done')).toHaveLength(1);
    expect(scrollY).toBe(50);
  });
});

describe('<rerank-list> moves', () => {
  const heights = (list: TestList) => {
    [...list.list.children].forEach((item, at) => ((item as HTMLElement).style.height = `${200 + 150 * at}px`));
  };
  const topOf = (node: Element) => Math.round(node.getBoundingClientRect().top);

  test('nothing outside of the list, without scrolling, while its top is in view', async () => {
    const list = wrapped(texts, reranker);
    heights(list);
    const after = document.body.appendChild(document.createElement('p'));
    after.textContent = 'after';
    const before = [topOf(list.list), topOf(after), scrollY];
    await list.reach('done');
    expect([topOf(list.list), topOf(after), scrollY]).toEqual(before);
  });

  test('around the first visible result when its top is out of view', async () => {
    const list = wrapped(texts, reranker);
    heights(list);
    document.body.insertAdjacentHTML('beforeend', '<div style="height: 3000px"></div>');
    const seen = list.list.children[1]!;
    scrollTo(0, list.list.getBoundingClientRect().top + scrollY + 260);
    const top = topOf(seen);
    await list.reach('done');
    expect(list.shown()).toEqual(inOrder(texts, best));
    expect(Math.abs(topOf(seen) - top)).toBeLessThanOrEqual(1);
  });

  test('with an animation, but not for readers who prefer reduced motion', async () => {
    const gliding = () => document.getAnimations().length;
    const list = wrapped(texts, reranker);
    await list.reach('done');
    expect(gliding()).toBeGreaterThan(0);
    list.element.remove();
    vi.spyOn(window, 'matchMedia').mockImplementation((media) => ({ media, matches: true }) as MediaQueryList);
    const calm = wrapped(texts, reranker);
    await calm.reach('done');
    expect(calm.shown()).toEqual(inOrder(texts, best));
    expect(calm.list.getAnimations({ subtree: true })).toEqual([]);
  });

  test.each([
    ['the last to the front', [3, 0, 1, 2], 1],
    ['the first to the end', [1, 2, 3, 0], 1],
    ['two that change places', [1, 0, 2, 3], 1],
    ['all of them round', [3, 2, 1, 0], 3],
    ['none', [0, 1, 2, 3], 0],
  ])('as few elements as possible: %s', async (_, order, moves) => {
    const list = document.body.appendChild(document.createElement('ol'));
    list.innerHTML = '<li>0</li> <li>1</li> <li>2</li> <li>3</li>';
    const items = [...list.querySelectorAll('li')];
    const moved = new Set<Node>();
    const watch = new MutationObserver((records) => {
      for (const node of records.flatMap((record) => [...record.addedNodes])) moved.add(node);
    });
    watch.observe(list, { childList: true });
    putInOrder(
      items,
      order.map((at) => items[at]!),
    );
    await Promise.resolve();
    expect([...list.querySelectorAll('li')].map((item) => Number(item.textContent))).toEqual(order);
    expect(moved.size).toBe(moves);
  });

  test('only results; elements between them keep their positions', () => {
    const list = document.body.appendChild(document.createElement('div'));
    list.innerHTML = '<h2>Hits</h2><p>0</p><hr><p>1</p><p>2</p><footer>more</footer>';
    const [a, b, c] = [...list.querySelectorAll('p')] as unknown as [HTMLElement, HTMLElement, HTMLElement];
    putInOrder([a, b, c], [c, a, b]);
    expect([...list.children].map(({ tagName }) => tagName)).toEqual(['H2', 'P', 'HR', 'P', 'P', 'FOOTER']);
    expect([...list.querySelectorAll('p')]).toEqual([c, a, b]);
  });
});
