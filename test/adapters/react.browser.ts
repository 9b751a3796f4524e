import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { useRerank } from '../../src/adapters/react';
import type { LiveOptions, LiveRanking } from '../../src/adapters/react';
import type { PassageObject, Reranker } from '../../src/index';
import { createFakeReranker } from '../../src/test';
import { gateAt, numbered, settle } from '../client/gate';
import { createTiny } from '../browser/harness';
import { best, endless, query, texts } from './texts';

type Props = { readonly asked: string; readonly passages: readonly PassageObject[] } & LiveOptions;

/** Creates the list anew, like a component that maps its hits on every render. */
const fresh = (list: readonly string[] = texts): PassageObject[] => list.map((text, at) => ({ id: `d${at}`, text }));

const seen: LiveRanking<PassageObject>[] = [];
const newest = (): LiveRanking<PassageObject> => seen.at(-1);
const ids = (): (string | number | undefined)[] => newest().results.map(({ id }) => id);
const bestIds = best.map((at) => `d${at}`);

function List({ asked, passages, ...options }: Props) {
  const ranking = useRerank(asked, passages, options);
  seen.push(ranking);
  return createElement(
    'ol',
    null,
    ranking.results.map(({ index, passage }) => createElement('li', { key: index }, passage.text)),
  );
}

let reranker: Reranker;
let root: Root;
let place: HTMLElement;
beforeEach(async () => {
  reranker = await createFakeReranker();
  place = document.body.appendChild(document.createElement('div'));
  root = createRoot(place);
  seen.length = 0;
});
afterEach(async () => {
  root.unmount();
  place.remove();
  await reranker.dispose();
});

const render = (props: Props): void => root.render(createElement(List, props));
const whenStatus = (status: LiveRanking['status']): Promise<void> =>
  vi.waitFor(() => expect(newest()).toMatchObject({ status }), { timeout: 5000 });

describe('useRerank() of React', () => {
  test('shows the passages in first-stage order, then the ranking', async () => {
    render({ asked: query, passages: fresh(), reranker });
    await whenStatus('done');
    expect(seen[0]).toMatchObject({ status: 'ranking', scored: 0, total: 4 });
    expect(seen[0]!.results.map(({ scoredBy, index }) => [scoredBy, index])).toEqual(
      [0, 1, 2, 3].map((at) => ['none', at]),
    );
    expect(ids()).toEqual(bestIds);
    expect(newest()).toMatchObject({ scored: 4, total: 4, stats: { complete: true } });
    expect([...place.querySelectorAll('li')].map((item) => item.textContent)).toEqual(best.map((at) => texts[at]));
  });

  test('works in StrictMode, with a reranker that is still loading', async () => {
    const promised = Promise.resolve(reranker);
    root.render(
      createElement(StrictMode, null, createElement(List, { asked: query, passages: fresh(), reranker: promised })),
    );
    await whenStatus('done');
    expect(ids()).toEqual(bestIds);
  });

  test('does not rank again for a new list with the same texts, and returns the newest passages', async () => {
    const stream = vi.spyOn(reranker, 'stream');
    render({ asked: query, passages: fresh(), reranker, topN: 2 });
    await whenStatus('done');
    const passages = fresh();
    render({ asked: query, passages, reranker, topN: 2 });
    await vi.waitFor(() => expect(newest().results[0]!.passage).toBe(passages[2]));
    expect(newest().status).toBe('done');
    expect(stream).toHaveBeenCalledTimes(1);
  });

  test('keeps the previous ranking of the same passages until the next query has scores', async () => {
    render({ asked: query, passages: fresh(), reranker });
    await whenStatus('done');
    const before = seen.length;
    render({ asked: 'all tell the time', passages: fresh(), reranker });
    await vi.waitFor(() => expect(ids()[0]).toBe('d3'));
    const first = seen.slice(before)[0]!;
    expect(first).toMatchObject({ status: 'ranking', scored: 0 });
    expect(first.results.map(({ id }) => id)).toEqual(bestIds);
  });

  test('shows other passages in first-stage order', async () => {
    render({ asked: query, passages: fresh(), reranker });
    await whenStatus('done');
    const before = seen.length;
    render({ asked: query, passages: fresh(['none', 'broken clocks here']), reranker });
    await vi.waitFor(() => expect(ids()).toEqual(['d1', 'd0']));
    expect(seen[before]!.results.map(({ scoredBy }) => scoredBy)).toEqual(['none', 'none']);
  });

  test.each<[change: string, next: Partial<Props>]>([
    ['a new query', { asked: 'the time' }],
    ['a blank query', { asked: ' ' }],
  ])('stops the current call for %s', async (_, next) => {
    const gate = gateAt(2);
    await using slow = await createFakeReranker({ beforeRow: gate.beforeRow });
    const signals: AbortSignal[] = [];
    const stream = slow.stream.bind(slow);
    slow.stream = (asked, passages, options) => {
      signals.push(options!.signal!);
      return stream(asked, passages, options);
    };
    const props = { asked: query, passages: fresh(), reranker: slow };
    render(props);
    await gate.reached;
    render({ ...props, ...next });
    await vi.waitFor(() => expect(signals[0]!.aborted).toBe(true));
    gate.open();
    await whenStatus(next.asked === ' ' ? 'idle' : 'done');
    expect(newest().error).toBeUndefined();
  });

  test('stops the current call when it is unmounted', async () => {
    const gate = gateAt(2);
    await using slow = await createFakeReranker({ beforeRow: gate.beforeRow });
    render({ asked: query, passages: fresh(numbered(40)), reranker: slow });
    await gate.reached;
    root.unmount();
    const before = seen.length;
    await settle();
    gate.open();
    await settle();
    expect(gate.rows.length).toBeLessThan(20);
    expect(seen).toHaveLength(before);
  });

  test.each(['', ' \n'])('is idle for the query %j, and without a reranker', async (blank) => {
    render({ asked: blank, passages: fresh(), reranker });
    await whenStatus('idle');
    render({ asked: query, passages: fresh(), reranker: undefined });
    await whenStatus('idle');
    expect(ids()).toEqual(['d0', 'd1', 'd2', 'd3']);
  });

  test('gives the error and keeps the first-stage order after a failure', async () => {
    render({ asked: endless, passages: fresh(), reranker, topN: 3 });
    await whenStatus('failed');
    expect(newest().error).toMatchObject({ code: 'query-too-long' });
    expect(ids()).toEqual(['d0', 'd1', 'd2']);
    render({ asked: query, passages: fresh(), reranker, topN: 3 });
    await whenStatus('done');
    expect(newest().error).toBeUndefined();
  });

  test('gives the error when the reranker could not be created', async () => {
    const offline = new Error('offline');
    const promised = Promise.reject<Reranker>(offline);
    promised.catch(() => undefined);
    render({ asked: query, passages: fresh(), reranker: promised });
    await whenStatus('failed');
    expect(newest().error).toBe(offline);
  });

  test('ranks with a worker and a model', async () => {
    await using real = await createTiny();
    render({ asked: query, passages: fresh(), reranker: real });
    await whenStatus('done');
    const { results } = await real.rerank(query, fresh());
    expect(newest().results).toEqual(results);
  });
});
