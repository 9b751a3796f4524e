import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EngineLost } from '../../src/core/engine-lost';
import { createFakeReranker } from '../../src/test';
import type { Reranker } from '../../src/index';
import { createTiny } from '../browser/harness';
import { gateAt, numbered } from '../client/gate';
import { best, inOrder, query, texts, wrapped } from './lists';

let reranker: Reranker;
beforeEach(async () => {
  reranker = await createFakeReranker();
});
afterEach(async () => {
  document.body.replaceChildren();
  await reranker.dispose();
});

describe('<rerank-list>', () => {
  test('puts the page’s own elements into the order of the query, and dispatches events', async () => {
    const { element, list, shown, reach, heard } = wrapped(texts, reranker);
    const items = [...list.children];
    await reach('done');
    expect(shown()).toEqual(inOrder(texts, best));
    expect(new Set(list.children)).toEqual(new Set(items));
    const [done] = heard('rerank-done');
    expect(done!.results.map((row) => row.element)).toEqual([...list.children]);
    expect(done!.results.map((row) => [row.rank, row.index])).toEqual(best.map((at, place) => [place + 1, at]));
    expect(done!.stats).toMatchObject({ complete: true, passages: 4 });
    expect((list.children[0] as HTMLElement).dataset).toMatchObject({ rerankRank: '1' });
    expect(element.getAttribute('aria-busy')).toBe('false');
  });

  test('agrees with rerank() on the tiny model', async () => {
    await using tiny = await createTiny();
    const expected = await tiny.rerank(query, texts);
    const { shown, reach } = wrapped(texts, tiny);
    await reach('done');
    expect(shown()).toEqual(expected.results.map(({ passage }) => passage));
  });

  test('follows a new query, and restores the original order without one', async () => {
    const { element, shown, reach } = wrapped(texts, reranker);
    await reach('done');
    element.query = 'hot sun';
    await reach('done', 2);
    expect(shown()[0]).toBe('the sun is hot');
    element.query = ' ';
    await reach('idle');
    await expect.poll(shown).toEqual(texts);
    expect(element.querySelector('[data-rerank-rank]')).toBeNull();
  });

  test('with `prepare` encodes its results before there is a query, and only then', async () => {
    for (const attributes of [{ prepare: '' }, {}]) {
      const prepared: unknown[] = [];
      const watched = {
        rerank: reranker.rerank.bind(reranker),
        stream: reranker.stream.bind(reranker),
        prepare: (...given: Parameters<Reranker['prepare']>) => {
          prepared.push(given[0]);
          return reranker.prepare(...given);
        },
      };
      const { element, reach, heard } = wrapped(texts, watched, { query: '', ...attributes });
      await reach('idle');
      if ('prepare' in attributes) await expect.poll(() => prepared).toEqual([texts.map((text) => ({ text }))]);
      element.query = query;
      await reach('done');
      expect(prepared).toHaveLength('prepare' in attributes ? 1 : 0);
      expect(heard('rerank-done')[0]!.stats.cache.misses > 0).toBe(!('prepare' in attributes));
      await reranker.dispose();
      reranker = await createFakeReranker();
    }
  });

  test('reads what `text` selects, results that `items` selects, and first-stage scores', async () => {
    const { element, list, reach, heard } = wrapped([], reranker, {
      items: '.hit',
      text: 'h3, .words',
      query: 'clocks',
    });
    const add = (name: string, words: string, score: string) => {
      list.insertAdjacentHTML(
        'beforeend',
        `<div class="${name}" data-score="${score}"><h3>T</h3> <a>clocks clocks</a><p class="words">${words}</p></div>`,
      );
    };
    add('hit', 'sun', '1');
    add('ad', 'clocks', '9');
    add('hit', 'broken\n   clocks', '2');
    await reach('done');
    expect([...list.children].map((child) => child.className)).toEqual(['hit', 'ad', 'hit']);
    const [done] = heard('rerank-done');
    expect(done!.results.map((row) => row.text)).toEqual(['T\nbroken clocks', 'T\nsun']);
    expect(done!.stats.fusion).toBe('weighted');
    expect(element.state).toBe('done');
  });

  test('puts the best `top` first; the others follow as they came, and bear no rank', async () => {
    const { list, shown, reach } = wrapped(texts, reranker, { top: '1' });
    await reach('done');
    expect(shown()).toEqual(inOrder(texts, [2, 0, 1, 3]));
    expect([...list.children].map((child) => (child as HTMLElement).dataset['rerankRank'])).toEqual([
      '1',
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('puts results below the threshold last', async () => {
    const { shown, reach, heard } = wrapped(['the sun', 'broken clocks'], reranker, { threshold: '0.5' });
    await reach('done');
    expect(shown()).toEqual(['broken clocks', 'the sun']);
    expect(heard('rerank-done')[0]!.results).toHaveLength(1);
  });

  test('explains on request, with offsets in the text that was read', async () => {
    const { reach, heard } = wrapped(['The sun. Broken clocks.'], reranker, { explain: '' });
    await reach('done');
    const [row] = heard('rerank-done')[0]!.results;
    const sentence = row!.explanation!.sentences.find(({ relevance }) => relevance === 1)!;
    expect(row!.text.slice(sentence.start, sentence.end)).toBe('Broken clocks.');
  });

  test('uses a reranker that was set before the element was defined', async () => {
    const early = document.createElement('rerank-list');
    Object.defineProperty(early, 'reranker', { value: reranker, configurable: true, writable: true, enumerable: true });
    early.innerHTML = '<ul><li>sun</li><li>clocks</li></ul>';
    early.setAttribute('query', 'clocks');
    document.body.append(early);
    await expect.poll(() => early.state).toBe('done');
    expect(early.textContent).toBe('clockssun');
  });
});

describe('changing results', () => {
  test('are ranked below the settled ones when they are added', async () => {
    const { shown, append, reach, heard } = wrapped(texts, reranker);
    await reach('done');
    append('nothing', 'broken clocks again');
    await reach('done', 2);
    expect(shown()).toEqual([...inOrder(texts, best), 'broken clocks again', 'nothing']);
    expect(heard('rerank-done')[1]!.results.map(({ rank }) => rank)).toEqual([5, 6]);
    expect(heard('rerank-done')[1]!.stats.passages).toBe(2);
  });

  test('are ranked among all results with appended="merge"', async () => {
    const { shown, append, reach } = wrapped(['the sun', 'broken window'], reranker, { appended: 'merge' });
    await reach('done');
    append('broken clocks');
    await reach('done', 2);
    expect(shown()).toEqual(['broken clocks', 'broken window', 'the sun']);
  });

  test('are ranked with the others when they are added during the ranking', async () => {
    const gate = gateAt(2);
    await using slow = await createFakeReranker({ beforeRow: gate.beforeRow });
    const { shown, append, reach } = wrapped(['the sun', 'broken window'], slow);
    await gate.reached;
    append('broken clocks');
    await reach('loading', 2);
    gate.open();
    await reach('done');
    await expect.poll(shown).toEqual(['broken clocks', 'broken window', 'the sun']);
  });

  test('are ranked anew when they are replaced or their text changes', async () => {
    const { list, shown, append, reach } = wrapped(texts, reranker);
    await reach('done');
    list.replaceChildren();
    append('the sun', 'clocks');
    await expect.poll(shown).toEqual(['clocks', 'the sun']);
    await reach('done');
    list.lastElementChild!.firstChild!.nodeValue = 'broken clocks';
    await expect.poll(shown).toEqual(['broken clocks', 'clocks']);
  });

  test('are ranked when the whole list is replaced', async () => {
    const { element, reach } = wrapped(texts, reranker);
    await reach('done');
    element.innerHTML = '<ul><li>sun</li><li>clocks</li></ul>';
    await expect.poll(() => element.textContent).toBe('clockssun');
  });

  test('keep their order when one is removed', async () => {
    const { list, shown, reach, heard } = wrapped(texts, reranker);
    await reach('done');
    list.firstElementChild!.remove();
    await reach('done', 2);
    expect(shown()).toEqual(inOrder(texts, best).slice(1));
    expect(heard('rerank-error')).toEqual([]);
  });

  test('are not ranked while the element is out of the document', async () => {
    const gate = gateAt(2);
    await using slow = await createFakeReranker({ beforeRow: gate.beforeRow });
    const { element, shown, reach } = wrapped(texts, slow);
    await gate.reached;
    element.remove();
    gate.open();
    document.body.append(element);
    await reach('done');
    expect(shown()).toEqual(inOrder(texts, best));
  });
});

describe('failure', () => {
  test('by a query that is too long keeps the order and shows a message', async () => {
    const { element, shown, reach, heard } = wrapped(texts, reranker, { query: 'clocks '.repeat(100) });
    element.insertAdjacentHTML('afterbegin', '<p data-rerank-status role="status"></p>');
    await reach('failed');
    expect(shown()).toEqual(texts);
    expect(heard('rerank-error')).toMatchObject([{ code: 'query-too-long' }]);
    expect(element.querySelector('p')!.textContent).toMatch(/^The query is too long/);
    element.query = query;
    await reach('done');
    expect(shown()).toEqual(inOrder(texts, best));
    expect(element.querySelector('p')!.textContent).toBe('');
  });

  test('during a ranking restores the original order', async () => {
    const many = numbered(12);
    let rows = 0;
    const beforeRow = () => {
      if (++rows === 10) throw new RangeError('odd passage');
    };
    await using failing = await createFakeReranker({ beforeRow });
    const { shown, reach, heard } = wrapped(many, failing, { query: 'bread 9' });
    await reach('failed');
    await expect.poll(shown).toEqual(many);
    expect(heard('rerank-error')[0]).toMatchObject({ error: { message: 'odd passage' } });
  });

  test.each([
    ['a model that does not load', () => Promise.reject(new Error('offline')), {}],
    ['a bad selector', () => reranker, { items: 'li[' }],
    ['a bad option', () => reranker, { top: 'many' }],
  ])('by %s sets the state, dispatches an event and moves nothing', async (_, source, attributes) => {
    const { shown, reach, heard } = wrapped(texts, source, attributes);
    await reach('failed');
    expect(shown()).toEqual(texts);
    expect(heard('rerank-error')).toHaveLength(1);
  });

  test('by an invalid selector is reported once, and the list is ranked when the selector is valid', async () => {
    const { element, append, shown, reach, heard } = wrapped(texts, reranker, { items: 'li[' });
    await reach('failed');
    append('more');
    append('and more');
    element.setAttribute('items', 'li');
    await reach('done');
    expect(heard('rerank-error')).toHaveLength(1);
    expect(shown()[0]).toBe('broken clocks');
  });

  test('is followed by a new attempt with refresh()', async () => {
    let offline = true;
    const { element, shown, reach } = wrapped(texts, () =>
      offline ? Promise.reject(new EngineLost('offline')) : reranker,
    );
    await reach('failed');
    offline = false;
    element.refresh();
    await reach('done');
    expect(shown()).toEqual(inOrder(texts, best));
  });
});
