import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createApp, defineComponent, effectScope, h, nextTick, reactive, ref } from 'vue';
import type { EffectScope, Ref, ShallowRef } from 'vue';
import { useRerank } from '../../src/adapters/vue';
import type { LiveOptions, LiveRanking } from '../../src/adapters/vue';
import type { PassageObject, Reranker } from '../../src/index';
import { createFakeReranker } from '../../src/test';
import { createTiny } from '../browser/harness';
import { gateAt, numbered, settle } from '../client/gate';
import { best, endless, query, texts } from './texts';

const fresh = (list: readonly string[] = texts): PassageObject[] => list.map((text, at) => ({ id: `d${at}`, text }));
const bestIds = best.map((at) => `d${at}`);

let reranker: Reranker;
let scope: EffectScope;
let asked: Ref<string>;
let passages: Ref<PassageObject[]>;
let ranking: Readonly<ShallowRef<LiveRanking<PassageObject>>>;
beforeEach(async () => {
  reranker = await createFakeReranker();
  scope = effectScope();
  asked = ref(query);
  passages = ref(fresh());
});
afterEach(async () => {
  scope.stop();
  await reranker.dispose();
});

/** Starts the composable as the setup of a component does. */
function use(options: LiveOptions | (() => LiveOptions)): void {
  ranking = scope.run(() => useRerank(asked, passages, options))!;
}
const ids = (): (string | number | undefined)[] => ranking.value.results.map(({ id }) => id);
const whenStatus = (status: LiveRanking['status']): Promise<void> =>
  vi.waitFor(() => expect(ranking.value.status).toBe(status), { timeout: 5000 });

describe('useRerank() of Vue', () => {
  test('shows the passages in first-stage order, then the ranking', async () => {
    use({ reranker });
    expect(ranking.value).toMatchObject({ status: 'ranking', scored: 0, total: 4 });
    expect(ids()).toEqual(['d0', 'd1', 'd2', 'd3']);
    await whenStatus('done');
    expect(ids()).toEqual(bestIds);
    expect(ranking.value).toMatchObject({ scored: 4, stats: { complete: true } });
  });

  test('renders in a component, and stops when the component is unmounted', async () => {
    const stop = vi.spyOn(AbortController.prototype, 'abort');
    const place = document.body.appendChild(document.createElement('div'));
    const app = createApp(
      defineComponent(() => {
        const live = useRerank(query, fresh, { reranker });
        return () => live.value.results.map(({ index, passage }) => h('li', { key: index }, passage.text));
      }),
    );
    app.mount(place);
    const items = () => [...place.querySelectorAll('li')].map((item) => item.textContent);
    await vi.waitFor(() => expect(items()).toEqual(best.map((at) => texts[at])));
    stop.mockClear();
    app.unmount();
    expect(stop).toHaveBeenCalled();
    stop.mockRestore();
    place.remove();
  });

  test('follows the query, and keeps the previous ranking until the next has scores', async () => {
    use({ reranker });
    await whenStatus('done');
    asked.value = 'all tell the time';
    await nextTick();
    expect(ranking.value).toMatchObject({ status: 'ranking', scored: 0 });
    expect(ids()).toEqual(bestIds);
    await whenStatus('done');
    expect(ids()[0]).toBe('d3');
  });

  test('follows passages that are replaced or changed in place', async () => {
    use({ reranker });
    await whenStatus('done');
    passages.value = fresh(['none', 'broken clocks here']);
    await nextTick();
    expect(ranking.value.results.map(({ scoredBy }) => scoredBy)).toEqual(['none', 'none']);
    await vi.waitFor(() => expect(ids()).toEqual(['d1', 'd0']));
    passages.value.push({ id: 'd2', text: 'broken clocks' });
    await vi.waitFor(() => expect(ids()).toEqual(['d2', 'd1', 'd0']));
  });

  test('does not rank again for a list with the same texts', async () => {
    const stream = vi.spyOn(reranker, 'stream');
    use({ reranker });
    await whenStatus('done');
    passages.value = fresh();
    await nextTick();
    expect(ranking.value.status).toBe('done');
    expect(stream).toHaveBeenCalledTimes(1);
  });

  test('accepts a reranker in a reactive object, and one that is set later', async () => {
    const state = reactive<{ reranker: Reranker | undefined }>({ reranker: undefined });
    use(() => ({ reranker: state.reranker }));
    expect(ranking.value.status).toBe('idle');
    state.reranker = reranker;
    await whenStatus('done');
    expect(ids()).toEqual(bestIds);
  });

  test('stops the current call when its scope ends', async () => {
    const gate = gateAt(2);
    await using slow = await createFakeReranker({ beforeRow: gate.beforeRow });
    passages.value = fresh(numbered(40));
    use({ reranker: slow });
    await gate.reached;
    scope.stop();
    const shown = ranking.value;
    await settle();
    gate.open();
    await settle();
    expect(gate.rows.length).toBeLessThan(20);
    expect(ranking.value).toBe(shown);
  });

  test('is idle for a blank query', async () => {
    asked.value = ' ';
    use({ reranker });
    expect(ranking.value.status).toBe('idle');
    asked.value = query;
    await whenStatus('done');
  });

  test('gives the error and keeps the first-stage order after a failure', async () => {
    asked.value = endless;
    use({ reranker, topN: 3 });
    await whenStatus('failed');
    expect(ranking.value.error).toMatchObject({ code: 'query-too-long' });
    expect(ids()).toEqual(['d0', 'd1', 'd2']);
  });

  test('ranks with a worker and a model', async () => {
    await using real = await createTiny();
    use({ reranker: real });
    await whenStatus('done');
    const { results } = await real.rerank(query, fresh());
    expect(ranking.value.results).toEqual(results);
  });
});
