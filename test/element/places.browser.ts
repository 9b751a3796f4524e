/** Lists in the places that pages have them: shadow roots, virtualized lists, pages of results. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeReranker } from '../../src/test';
import type { Reranker } from '../../src/index';
import { best, inOrder, texts, wrapped } from './lists';

let reranker: Reranker;
beforeEach(async () => {
  localStorage.clear();
  reranker = await createFakeReranker();
});
afterEach(async () => {
  document.body.replaceChildren();
  await reranker.dispose();
});

const textsOf = (parent: ParentNode): (string | null)[] => [...parent.children].map((child) => child.textContent);

/** Defines a custom element whose shadow root is filled with `html` when it is defined. */
function defineWith(name: string, fill: (root: ShadowRoot, host: HTMLElement) => void): void {
  customElements.define(
    name,
    class extends HTMLElement {
      connectedCallback() {
        if (!this.shadowRoot) fill(this.attachShadow({ mode: 'open' }), this);
      }
    },
  );
}

describe('<rerank-list> and shadow roots', () => {
  test('orders results in the shadow root of a child, and follows their changes', async () => {
    const { element, reach } = wrapped([], reranker);
    element.replaceChildren(document.createElement('div'));
    const shadow = element.querySelector('div')!.attachShadow({ mode: 'open' });
    shadow.innerHTML = `<ul>${texts.map((text) => `<li>${text}</li>`).join('')}</ul>`;
    element.refresh();
    const list = shadow.querySelector('ul')!;
    await expect.poll(() => textsOf(list)).toEqual(inOrder(texts, best));
    await reach('done');
    list.replaceChildren(...['sun', 'broken clocks again'].map(listItem));
    await expect.poll(() => textsOf(list)[0]).toBe('broken clocks again');
  });

  test('orders results that are children of a shadow root', async () => {
    const { element } = wrapped([], reranker, { items: '.hit' });
    element.replaceChildren(document.createElement('div'));
    const shadow = element.querySelector('div')!.attachShadow({ mode: 'open' });
    shadow.innerHTML = texts.map((text) => `<p class="hit">${text}</p>`).join('');
    element.refresh();
    await expect.poll(() => textsOf(shadow)).toEqual(inOrder(texts, best));
  });

  test('works inside of a shadow root itself', async () => {
    const { element, list, reach } = wrapped(texts, reranker);
    const host = document.body.appendChild(document.createElement('div'));
    host.attachShadow({ mode: 'open' }).append(element);
    await reach('done');
    expect(textsOf(list)).toEqual(inOrder(texts, best));
  });

  test('reads results that are custom elements, also when they are defined later', async () => {
    const { list, element, reach } = wrapped([], reranker);
    for (const [index, text] of texts.entries()) {
      const card = listItem('').appendChild(document.createElement('late-card'));
      card.dataset['text'] = text;
      card.dataset['index'] = String(index);
      list.append(card.parentElement!);
    }
    await reach('idle');
    defineWith('late-card', (root, host) => (root.innerHTML = `<p>${host.dataset['text']}</p>`));
    await reach('done');
    expect(
      [...list.querySelectorAll('late-card')].map((card) => Number((card as HTMLElement).dataset['index'])),
    ).toEqual(best);
    expect(element.state).toBe('done');
  });
});

describe('<rerank-list> reads what a person sees', () => {
  test('in a list that was never displayed', async () => {
    const { element, list, reach, heard } = wrapped([], reranker);
    element.hidden = true;
    list.innerHTML = '<li>the sun</li><li><b>broken</b><div>clocks</div><style>sun{}</style></li>';
    await reach('done');
    expect(heard('rerank-done')[0]!.results.map(({ text }) => text)).toEqual(['broken\nclocks', 'the sun']);
  });

  test('with `labels` also images', async () => {
    const { list, reach, heard } = wrapped([], reranker, { labels: '' });
    list.innerHTML = '<li>the sun</li><li><img alt="broken clocks"></li>';
    await reach('done');
    expect(heard('rerank-done')[0]!.results.map(({ text }) => text)).toEqual(['broken clocks', 'the sun']);
  });

  test('and leaves elements without text where they are', async () => {
    const { list, reach } = wrapped([], reranker);
    list.innerHTML =
      '<li class="spacer"></li><li>the sun</li><li>broken clocks</li><li class="sentinel"><style>a{}</style></li>';
    await reach('done');
    expect([...list.children].map(({ className, textContent }) => className || textContent)).toEqual([
      'spacer',
      'broken clocks',
      'the sun',
      'sentinel',
    ]);
  });

  test('treats a query of unseen characters as none', async () => {
    const { shown, reach } = wrapped(texts, reranker, { query: '\u200b\u00ad' });
    await reach('idle');
    expect(shown()).toEqual(texts);
    expect(reranker.stats.calls).toBe(0);
  });

  test('ranks the next page of results in place of the one before', async () => {
    const { list, append, shown, reach } = wrapped(texts, reranker);
    await reach('done');
    list.replaceChildren();
    append('sun and moon', 'clocks', 'broken clocks of old');
    await reach('done', 2);
    expect(shown()).toEqual(['broken clocks of old', 'clocks', 'sun and moon']);
  });

  test('with `updates="events"` moves nothing, and tells the order to a page that renders its list itself', async () => {
    const { element, shown, reach, heard } = wrapped(texts, reranker, { updates: 'events' });
    await reach('done');
    expect(shown()).toEqual(texts);
    expect(heard('rerank-done')[0]!.results.map(({ index }) => index)).toEqual(best);
    expect(element.hasAttribute('reordered')).toBe(false);
  });
});

describe('the original order', () => {
  test('is shown on the switch, which the note offers once the order changed, and is remembered', async () => {
    const { element, shown, reach } = wrapped(texts, reranker, { note: '' });
    await reach('done');
    const note = element.querySelector<HTMLElement>('[data-rerank-note]')!;
    const button = note.querySelector('button')!;
    expect([note.hidden, button.ariaPressed, element.hasAttribute('reordered')]).toEqual([false, 'false', true]);
    button.click();
    await expect.poll(shown).toEqual(texts);
    expect([note.hidden, button.ariaPressed, element.original]).toEqual([false, 'true', true]);
    const second = wrapped(texts, reranker, { note: '' });
    await second.reach('idle');
    await expect.poll(() => second.element.original).toBe(true);
    expect(second.shown()).toEqual(texts);
    second.element.querySelector('button')!.click();
    await expect.poll(second.shown).toEqual(inOrder(texts, best));
    const third = wrapped(texts, reranker, { note: '' });
    await third.reach('done');
    expect(third.element.original).toBe(false);
  });

  test('has no note while nothing moved, and none but the page’s own where it has one', async () => {
    const sorted = inOrder(texts, best);
    const { element, reach } = wrapped(sorted, reranker, { note: 'Sorted for you.' });
    const own = document.createElement('p');
    own.dataset['rerankNote'] = '';
    own.innerHTML = '<label><input type="checkbox" data-rerank-original>as found</label>';
    element.prepend(own);
    await reach('done');
    expect(element.querySelectorAll('[data-rerank-note]')).toHaveLength(1);
    expect([own.hidden, element.hasAttribute('reordered')]).toEqual([true, false]);
    element.query = 'hot sun';
    await reach('done', 2);
    expect(own.hidden).toBe(false);
    own.querySelector('input')!.click();
    await expect.poll(() => element.original).toBe(true);
  });

  test('that was remembered is not forced on a list without a switch', async () => {
    localStorage.setItem('rankside:original-order', 'true');
    const { shown, reach } = wrapped(texts, reranker);
    await reach('done');
    expect(shown()).toEqual(inOrder(texts, best));
  });
});

function listItem(text: string): HTMLElement {
  const element = document.createElement('li');
  element.textContent = text;
  return element;
}
