import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../src/test/fake-engine';
import { VectorCache } from '../../src/engine/vectors/vector-cache';
import { RerankError } from '../../src/core/errors';
import { resolveMethod } from '../../src/methods/registry';
import type { CascadeFit } from '../../src/models/card';
import type { HostReport, JobEvent, JobRequest, ScoredBy } from '../../src/protocol/host-api';
import { createHost } from '../../src/host/create-host';
import { Pace } from '../../src/host/pool/pace';
import type { LoadedModel } from '../../src/host/loaded/loaded-model';
import { cardOf } from '../engine/cards';
import { ask, unreadPort, loadRequest } from './host';

const fit: CascadeFit = {
  from: 'fast',
  weights: '',
  slope: 1,
  intercept: 0,
  residual: 0.02,
  shift: 0.02,
  fittedOn: 'nothing',
};
const WORDS = ['bread', 'salt', 'water', 'flour'];
/** The passages share zero to four words with the query. */
const passages = Array.from({ length: 60 }, (_, i) => ({
  text: `${WORDS.slice(0, i % 5).join(' ')} and number ${i}`,
}));
const job: Partial<JobRequest> = { query: WORDS.join(' '), passages, topN: 5 };

function loadedModelOf(name: string, reads: string[] = []): LoadedModel {
  const card = cardOf({ name });
  const engine = new FakeEngine({ beforeRow: (text) => void reads.push(text) });
  const method = resolveMethod('auto', card);
  return { card, engine, method, vectors: new VectorCache(2 ** 20), pace: new Pace() };
}

async function hostOf(main: LoadedModel | Promise<LoadedModel>, strategy: 'auto' | 'exact' | 'cascade' = 'auto') {
  const fastReads: string[] = [];
  const firstPass = { model: loadedModelOf('fast', fastReads), fit };
  const host = createHost(() => Promise.resolve({ mainModel: main, firstPass, report: {} as HostReport }));
  await host.load({ ...loadRequest, strategy }, unreadPort());
  return { host, fastReads };
}

const scorersOf = (events: readonly JobEvent[]): ScoredBy[] =>
  events.flatMap((each) => (each.kind === 'scored' ? [each.scoredBy] : []));
const scoresOfTier = (events: readonly JobEvent[], tier: number) =>
  events.flatMap((each) => (each.kind === 'scored' && each.scoredBy.tier === tier ? each.passages : []));

describe('a cascade', () => {
  test('scores all passages with the first-pass model and possible top passages with the main model', async () => {
    const { host } = await hostOf(loadedModelOf('main'));
    const events = await ask(host, job);
    expect(scoresOfTier(events, 0)).toHaveLength(60);
    const survivors = scoresOfTier(events, 1).map(({ index }) => index);
    expect(survivors.length).toBeLessThan(60);
    // Only passages that share four words can be among the first five.
    for (const index of passages.keys()) if (index % 5 === 4) expect(survivors).toContain(index);
    const scorers = scorersOf(events).map(({ name }) => name);
    expect(scorers).toEqual(expect.arrayContaining(['fast/late-interaction', 'main/late-interaction']));
    const { cascade } = (events.at(-1) as Extract<JobEvent, { kind: 'done' }>).stats;
    expect(cascade!.skipped).toBe(60 - survivors.length);
    expect(cascade!.missProbability).toBeLessThan(0.2);
    expect(cascade!.settled).toBeGreaterThan(0);
  });

  test.each<[string, Partial<JobRequest>]>([
    ['the strategy is exact', { strategy: 'exact' }],
    ['no top N is given', { topN: undefined as never }],
    ['the top N is half of the list', { topN: 30 }],
  ])('is not run if %s', async (_, changes) => {
    const { host, fastReads } = await hostOf(loadedModelOf('main'));
    const events = await ask(host, { ...job, ...changes });
    expect(scoresOfTier(events, 1)).toHaveLength(60);
    expect(fastReads).toEqual([]);
    expect(events.at(-1)).toMatchObject({ kind: 'done', stats: { modelCalls: 61 } });
  });

  test('scores passages with known vectors by the main model only, and first', async () => {
    const { host, fastReads } = await hostOf(loadedModelOf('main'));
    await ask(host, { ...job, passages: passages.slice(0, 40), strategy: 'exact' });
    const events = await ask(host, job);
    expect(scoresOfTier(events, 0).map(({ index }) => index)).toEqual(Array.from({ length: 20 }, (_, i) => 40 + i));
    expect(fastReads).toHaveLength(20);
    expect(scorersOf(events)[0]).toMatchObject({ name: 'main/late-interaction', tier: 1 });
  });

  test('gives the same main-model scores as an exact run', async () => {
    const { host } = await hostOf(loadedModelOf('main'));
    const scores = (events: readonly JobEvent[]) =>
      new Map(scoresOfTier(events, 1).map((row) => [row.index, row.score]));
    const cascade = scores(await ask(host, job));
    const exact = scores(await ask(host, { ...job, strategy: 'exact' }));
    for (const [index, score] of cascade) expect(score).toBe(exact.get(index));
  });
});

describe('the same call after a cascade', () => {
  const top = (events: readonly JobEvent[]) =>
    scoresOfTier(events, 1)
      .toSorted((a, b) => b.logit - a.logit || a.index - b.index)
      .map(({ index, score }) => [index, score]);
  const statsOf = (events: readonly JobEvent[]) => (events.at(-1) as Extract<JobEvent, { kind: 'done' }>).stats;

  test('has the same scores by the same models, although all vectors are known by then, and encodes nothing', async () => {
    const mainReads: string[] = [];
    const { host } = await hostOf(loadedModelOf('main', mainReads));
    const first = await ask(host, job);
    await expect.poll(() => mainReads.length).toBe(60); // in idle time
    const again = await ask(host, job);
    expect(top(again)).toEqual(top(first));
    expect(scoresOfTier(again, 0).length).toBe(60 - top(first).length);
    expect(statsOf(again).cascade).toEqual(statsOf(first).cascade);
    expect(statsOf(again).modelCalls).toBeLessThanOrEqual(2); // the query, by each model
    expect(mainReads).toHaveLength(60);
  });

  test.each<[string, Partial<JobRequest>]>([
    ['another query', { query: 'salt' }],
    ['another top N', { topN: 4 }],
    ['the strategy exact', { strategy: 'exact' }],
    ['another list', { passages: [...passages].reverse() }],
  ])('is decided anew with %s', async (_, changes) => {
    const mainReads: string[] = [];
    const { host } = await hostOf(loadedModelOf('main', mainReads));
    await ask(host, job);
    await expect.poll(() => mainReads.length).toBe(60);
    expect(scoresOfTier(await ask(host, { ...job, ...changes }), 1)).toHaveLength(60);
  });
});

describe('a cascade with minScore', () => {
  test('ends when the passages left are unlikely to reach it, and scores all that do', async () => {
    const [limited, full] = [await hostOf(loadedModelOf('main')), await hostOf(loadedModelOf('main'))];
    const wide = { ...job, topN: 20, strategy: 'cascade' as const };
    const all = scoresOfTier(await ask(full.host, { ...wide, strategy: 'exact' }), 1);
    const best = Math.max(...all.map(({ score }) => score));
    const scored = scoresOfTier(await ask(limited.host, { ...wide, minScore: best - 1e-3 }), 1);
    const without = scoresOfTier(await ask((await hostOf(loadedModelOf('main'))).host, wide), 1);
    expect(scored.length).toBeLessThan(without.length);
    const indices = scored.map(({ index }) => index);
    const returned = all.filter(({ score }) => score >= best - 1e-3);
    expect(returned.length).toBeLessThan(20);
    for (const { index } of returned) expect(indices).toContain(index);
  });
});

describe('passages that a cascade skipped', () => {
  test('are encoded in idle time, so that the next query is exact and encodes no passage', async () => {
    const mainReads: string[] = [];
    const { host, fastReads } = await hostOf(loadedModelOf('main', mainReads));
    await ask(host, job);
    await expect.poll(() => mainReads.length).toBe(60);
    expect(fastReads).toHaveLength(60);
    const again = await ask(host, { ...job, query: 'salt' });
    expect(again.at(-1)).toMatchObject({ kind: 'done', stats: { modelCalls: 1 } });
    expect(scoresOfTier(again, 1)).toHaveLength(60);
  });

  test('are not encoded if the strategy is cascade, or after dispose()', async () => {
    const mainReads: string[] = [];
    const { host } = await hostOf(loadedModelOf('main', mainReads));
    await ask(host, { ...job, strategy: 'cascade' });
    const before = mainReads.length;
    await ask(host, { ...job, passages: passages.slice(0, 1), strategy: 'exact' });
    expect(mainReads.length).toBeLessThanOrEqual(before + 1);
    await ask(host, job);
    await host.dispose();
    expect(mainReads.length).toBeLessThan(60);
  });
});

describe('a first-pass model whose main model is loading', () => {
  test('answers first, and the job ends after the main model was loaded', async () => {
    let load!: (model: LoadedModel) => void;
    const { host } = await hostOf(new Promise<LoadedModel>((resolve) => (load = resolve)));
    const events = await ask(host, { ...job, topN: 30 }, (event) => {
      if (event.kind === 'scored' && event.scoredBy.tier === 0) setTimeout(() => load(loadedModelOf('main')), 0);
    });
    expect(scoresOfTier(events, 0)).toHaveLength(60);
    expect(scoresOfTier(events, 1)).toHaveLength(60);
  });

  test('lets other jobs run meanwhile, and can be cancelled', async () => {
    const { host } = await hostOf(new Promise<LoadedModel>(() => undefined));
    const first = ask(host, { ...job, id: 9001 });
    const second = new Promise<void>((resolve) => {
      void ask(host, { ...job, id: 9002 }, (event) => {
        if (event.kind === 'scored' && event.passages.length > 0) resolve();
      });
    });
    await second;
    await Promise.all([host.cancel(9001), host.cancel(9002)]);
    expect((await first).at(-1)).toEqual({ kind: 'cancelled' });
  });

  test('ranks alone, with a warning, if the main model cannot be loaded', async () => {
    const lost = Promise.reject<LoadedModel>(new RerankError('model-unavailable', 'Cannot fetch weights.bin'));
    lost.catch(() => undefined);
    const { host } = await hostOf(lost);
    const events = await ask(host, job);
    expect(scoresOfTier(events, 0)).toHaveLength(60);
    expect(events.at(-1)).toMatchObject({
      kind: 'done',
      stats: {
        warnings: [
          'Only fast scored the passages, because the main model could not be loaded: Cannot fetch weights.bin',
        ],
      },
    });
  });
});

describe('a preparation', () => {
  const prepare = (host: ReturnType<typeof createHost>, texts: readonly { text: string }[]) =>
    new Promise<JobEvent[]>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      const events: JobEvent[] = [];
      port1.onmessage = ({ data }: MessageEvent<JobEvent>) => events.push(data);
      port1.addEventListener('close', () => resolve(events));
      host.prepare({ id: 7, passages: texts, priority: -1 }, port2);
    });

  test('encodes each distinct passage once per model, and later calls encode none', async () => {
    const mainReads: string[] = [];
    const { host, fastReads } = await hostOf(loadedModelOf('main', mainReads));
    const events = await prepare(host, [...passages, ...passages]);
    expect(events.at(-2)).toEqual({
      kind: 'prepared',
      progress: { total: 60, prepared: 60, encoded: 60, fromStorage: 0 },
    });
    expect([mainReads.length, fastReads.length]).toEqual([60, 60]);
    const ranked = await ask(host, job);
    expect(ranked.at(-1)).toMatchObject({ stats: { modelCalls: 1, cacheHits: 60 } });
  });

  test('continues an earlier preparation', async () => {
    const { host } = await hostOf(loadedModelOf('main'), 'exact');
    await prepare(host, passages.slice(0, 50));
    const events = await prepare(host, passages);
    expect(events.at(-2)).toMatchObject({ progress: { total: 60, encoded: 10 } });
  });
});
