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
  test('puts the page’s own elements in the order of the query, and says how', async () => {
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

  test('follows a new query, and without one puts the results back', async () => {
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

  test('puts what is below the threshold behind', async () => {
    const { shown, reach, heard } = wrapped(['the sun', 'broken clocks'], reranker, { threshold: '0.5' });
    await reach('done');
    expect(shown()).toEqual(['broken clocks', 'the sun']);
    expect(heard('rerank-done')[0]!.results).toHaveLength(1);
  });

  test('explains on demand, by places in the text read', async () => {
    const { reach, heard } = wrapped(['The sun. Broken clocks.'], reranker, { explain: '' });
    await reach('done');
    const [row] = heard('rerank-done')[0]!.results;
    const sentence = row!.explanation!.sentences.find(({ relevance }) => relevance === 1)!;
    expect(row!.text.slice(sentence.start, sentence.end)).toBe('Broken clocks.');
  });

  test('takes a reranker that was set before the element was defined', async () => {
    const early = document.createElement('rerank-list');
    Object.defineProperty(early, 'reranker', { value: reranker, configurable: true, writable: true, enumerable: true });
    early.innerHTML = '<ul><li>sun</li><li>clocks</li></ul>';
    early.setAttribute('query', 'clocks');
    document.body.append(early);
    await expect.poll(() => early.state).toBe('done');
    expect(early.textContent).toBe('clockssun');
  });
});

describe('results that change', () => {
  test('appended ones are ranked below those that are settled', async () => {
    const { shown, append, reach, heard } = wrapped(texts, reranker);
    await reach('done');
    append('nothing', 'broken clocks again');
    await reach('done', 2);
    expect(shown()).toEqual([...inOrder(texts, best), 'broken clocks again', 'nothing']);
    expect(heard('rerank-done')[1]!.results.map(({ rank }) => rank)).toEqual([5, 6]);
    expect(heard('rerank-done')[1]!.stats.passages).toBe(2);
  });

  test('appended ones go where they belong with appended="merge"', async () => {
    const { shown, append, reach } = wrapped(['the sun', 'broken window'], reranker, { appended: 'merge' });
    await reach('done');
    append('broken clocks');
    await reach('done', 2);
    expect(shown()).toEqual(['broken clocks', 'broken window', 'the sun']);
  });

  test('appended while the others are ranked are ranked with them', async () => {
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

  test('replaced ones are ranked anew, and so is one whose text changes', async () => {
    const { list, shown, append, reach } = wrapped(texts, reranker);
    await reach('done');
    list.replaceChildren();
    append('the sun', 'clocks');
    await expect.poll(shown).toEqual(['clocks', 'the sun']);
    await reach('done');
    list.lastElementChild!.firstChild!.nodeValue = 'broken clocks';
    await expect.poll(shown).toEqual(['broken clocks', 'clocks']);
  });

  test('a list that is replaced as a whole is followed', async () => {
    const { element, reach } = wrapped(texts, reranker);
    await reach('done');
    element.innerHTML = '<ul><li>sun</li><li>clocks</li></ul>';
    await expect.poll(() => element.textContent).toBe('clockssun');
  });

  test('a removed one leaves the others as they are', async () => {
    const { list, shown, reach, heard } = wrapped(texts, reranker);
    await reach('done');
    list.firstElementChild!.remove();
    await reach('done', 2);
    expect(shown()).toEqual(inOrder(texts, best).slice(1));
    expect(heard('rerank-error')).toEqual([]);
  });

  test('an element taken out of the document stops, and goes on when it is back', async () => {
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
  test('of a query that is too long keeps the order and tells the reader', async () => {
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

  test('in the middle puts the results back as they came', async () => {
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
  ])('by %s is an event and an attribute, and moves nothing', async (_, source, attributes) => {
    const { shown, reach, heard } = wrapped(texts, source, attributes);
    await reach('failed');
    expect(shown()).toEqual(texts);
    expect(heard('rerank-error')).toHaveLength(1);
  });

  test('by a bad selector is told once, and the list is followed again once it is right', async () => {
    const { element, append, shown, reach, heard } = wrapped(texts, reranker, { items: 'li[' });
    await reach('failed');
    append('more');
    append('and more');
    element.setAttribute('items', 'li');
    await reach('done');
    expect(heard('rerank-error')).toHaveLength(1);
    expect(shown()[0]).toBe('broken clocks');
  });

  test('is tried again by refresh()', async () => {
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
