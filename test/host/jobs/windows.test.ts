import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { createFakeReranker } from '../../../src/test';
import type { LongPassages } from '../../../src/core/types';
import { windowsOfJob } from '../../../src/host/jobs/windows';
import { cardOf } from '../../engine/cards';
import { ask, unreadPort, loadedHost, loadRequest, scoresOf } from '../host';

const limits = { passageLimit: 8, queryLimit: 8 };
const filler = (count: number) => Array.from({ length: count }, (_, i) => `word${i}`).join(' ');
const passages = [{ text: `${filler(20)} fresh bread` }, { text: 'fresh bread' }, { text: filler(30) }];
const query = 'fresh bread';

async function scores(longPassages?: LongPassages, method = 'auto') {
  const { host } = await loadedHost(limits, cardOf());
  await host.load({ ...loadRequest, method }, unreadPort());
  const events = await ask(host, { query, passages, ...(longPassages ? { longPassages } : {}) });
  const rows = scoresOf(events).toSorted((a, b) => a.index - b.index);
  const last = events.at(-1);
  return { rows, stats: last.kind === 'done' ? last.stats : undefined };
}

describe('long passages', () => {
  test('are read from their beginning by default', async () => {
    const { rows, stats } = await scores();
    expect(rows.map((row) => row.truncatedTokens)).toEqual([14, 0, 22]);
    expect(stats?.windows).toBeUndefined();
    expect(await scores('first')).toMatchObject({ rows });
  });

  test('are read in windows without truncation, so that a match at their end counts', async () => {
    const { rows, stats } = await scores('windows');
    const [far, near, none] = rows.map((row) => row.logit) as [number, number, number];
    expect(far).toBeGreaterThan(none);
    expect(near).toBeGreaterThan(far);
    expect(rows.map((row) => row.truncatedTokens)).toEqual([0, 0, 0]);
    expect(stats).toMatchObject({ windows: 9, cacheMisses: 7, cacheHits: 3, modelCalls: 8 }); // two begin with the same window
  });

  test('are read at both ends with head-tail, and the tokens between count as truncated', async () => {
    const { rows, stats } = await scores('head-tail');
    const [far, , none] = rows.map((row) => row.logit) as [number, number, number];
    expect(far).toBeGreaterThan(none);
    expect(rows.map((row) => row.truncatedTokens)).toEqual([14, 0, 22]);
    expect(stats).toMatchObject({ cacheMisses: 3 });
  });

  test('are read in their first window only with the aggregate first', async () => {
    const { rows, stats } = await scores({ kind: 'windows', aggregate: 'first' });
    expect(rows.map((row) => row.truncatedTokens)).toEqual([14, 0, 22]);
    expect(stats).toMatchObject({ cacheMisses: 2, cacheHits: 1 }); // the first windows are the same
  });

  test('get the mean of their best windows with mean-top', async () => {
    const [max] = (await scores('windows')).rows;
    const [one] = (await scores({ kind: 'windows', aggregate: 'mean-top', best: 1 })).rows;
    const [two] = (await scores({ kind: 'windows', aggregate: 'mean-top', best: 2 })).rows;
    expect(one!.logit).toBe(max!.logit);
    expect(two!.logit).toBeLessThan(max!.logit);
  });

  test.each(['cross-encoder', 'embedding', 'yes-no', 'setwise-heapsort', 'listwise'])(
    'are scored once each by %s when read in windows',
    async (method) => {
      const { rows } = await scores('windows', method);
      expect(rows.map((row) => row.index)).toEqual([0, 1, 2]);
      expect(rows.every((row) => Number.isFinite(row.logit) && row.truncatedTokens === 0)).toBe(true);
    },
  );

  test('share the vectors of equal windows', async () => {
    const { ask: job } = await loadedHost(limits, cardOf());
    await job({ query, passages, longPassages: 'windows' });
    const again = await job({ query: 'bread', passages, longPassages: 'windows' });
    expect(again.at(-1)).toMatchObject({ stats: { modelCalls: 1, cacheMisses: 0, cacheHits: 10 } });
    const other = await job({ query: 'bread', passages: [{ text: filler(8) }], longPassages: 'windows' });
    expect(other.at(-1)).toMatchObject({ stats: { cacheHits: 1, cacheMisses: 0 } });
  });

  test('are prepared in the windows that a call reads', async () => {
    const { host } = await loadedHost(limits, cardOf());
    const { port1, port2 } = new MessageChannel();
    const ended = new Promise((resolve) => port1.addEventListener('close', resolve));
    port1.start();
    host.prepare({ id: 900, passages, priority: 0, longPassages: 'windows' }, port2);
    await ended;
    const events = await ask(host, { query, passages, longPassages: 'windows' });
    expect(events.at(-1)).toMatchObject({ stats: { cacheHits: 10, cacheMisses: 0 } });
  });

  test.each(['windows', 'head-tail'] as const)(
    'get explanations with spans of the whole text when read as %s',
    async (how) => {
      await using reranker = await createFakeReranker({ ...limits, longPassages: how });
      const texts = [`${filler(20)}. All about fresh bread.`, 'stale bread'];
      const { results, stats } = await reranker.rerank(query, texts, { explain: true });
      expect(stats.warnings).toEqual([]);
      const { index, explanation } = results.find((row) => row.index === 0)!;
      const shown = (kind: 'tokens' | 'sentences') =>
        explanation![kind]
          .filter(({ relevance }) => relevance === 1)
          .map(({ start, end }) => texts[index]!.slice(start, end));
      expect(shown('sentences')).toEqual(['All about fresh bread.']);
      for (const token of shown('tokens')) expect(['fresh', 'bread']).toContain(token);
      expect(shown('tokens').length).toBeGreaterThan(0);
    },
  );

  test('are not divided if the title leaves no room', () => {
    const engine = new FakeEngine({ passageLimit: 8 });
    const long = { title: 'one two three four five', text: filler(20) };
    expect(windowsOfJob({ query, passages: [long] }, [0], engine, 'windows').passages).toEqual([long]);
  });

  test('have their title in every window', () => {
    const engine = new FakeEngine({ passageLimit: 12 });
    const long = { title: 'one two', text: filler(25) };
    const { passages: read } = windowsOfJob({ query, passages: [long] }, [0], engine, 'windows');
    expect(read.length).toBeGreaterThan(2);
    expect(read.every(({ title }) => title === 'one two')).toBe(true);
  });
});
