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
import { ask, deafPort, loadRequest } from './host';

const fit: CascadeFit = {
  from: 'scout',
  weights: '',
  slope: 1,
  intercept: 0,
  residual: 0.02,
  shift: 0.02,
  fittedOn: 'nothing',
};
const WORDS = ['bread', 'salt', 'water', 'flour'];
/** The n-th shares up to four words with the query, so that scores have steps. */
const passages = Array.from({ length: 60 }, (_, at) => ({
  text: `${WORDS.slice(0, at % 5).join(' ')} and number ${at}`,
}));
const job: Partial<JobRequest> = { query: WORDS.join(' '), passages, topN: 5 };

function loadedModelOf(name: string, read: string[] = []): LoadedModel {
  const card = cardOf({ name });
  const engine = new FakeEngine({ beforeRow: (text) => void read.push(text) });
  const method = resolveMethod('auto', card);
  return { card, engine, method, vectors: new VectorCache(2 ** 20), pace: new Pace() };
}

async function hostOf(main: LoadedModel | Promise<LoadedModel>, strategy: 'auto' | 'exact' | 'cascade' = 'auto') {
  const scoutReads: string[] = [];
  const firstPass = { model: loadedModelOf('scout', scoutReads), fit };
  const host = createHost(() => Promise.resolve({ mainModel: main, firstPass, report: {} as HostReport }));
  await host.load({ ...loadRequest, strategy }, deafPort());
  return { host, scoutReads };
}

const stagesOf = (events: readonly JobEvent[]): ScoredBy[] =>
  events.flatMap((each) => (each.kind === 'scored' ? [each.scoredBy] : []));
const rowsOfTier = (events: readonly JobEvent[], tier: number) =>
  events.flatMap((each) => (each.kind === 'scored' && each.scoredBy.tier === tier ? each.passages : []));

describe('a cascade', () => {
  test('has the first-pass model score all, and the main model those that may be at the top', async () => {
    const { host } = await hostOf(loadedModelOf('main'));
    const events = await ask(host, job);
    expect(rowsOfTier(events, 0)).toHaveLength(60);
    const survivors = rowsOfTier(events, 1).map(({ index }) => index);
    expect(survivors.length).toBeLessThan(60);
    // All that share four words: nobody else can be among the first five.
    for (const index of passages.keys()) if (index % 5 === 4) expect(survivors).toContain(index);
    expect(stagesOf(events).map(({ name }) => name)).toEqual(expect.arrayContaining(['scout/late-interaction', 'main/late-interaction'])); // prettier-ignore
    const { cascade } = (events.at(-1) as Extract<JobEvent, { kind: 'done' }>).stats;
    expect(cascade!.skipped).toBe(60 - survivors.length);
    expect(cascade!.missProbability).toBeLessThan(0.2);
    expect(cascade!.settled).toBeGreaterThan(0);
  });

  test.each<[string, Partial<JobRequest>]>([
    ['exact is asked for', { strategy: 'exact' }],
    ['no top is asked for', { topN: undefined as never }],
    ['the top is half of the list', { topN: 30 }],
  ])('is not run when %s', async (_, changes) => {
    const { host, scoutReads } = await hostOf(loadedModelOf('main'));
    const events = await ask(host, { ...job, ...changes });
    expect(rowsOfTier(events, 1)).toHaveLength(60);
    expect(scoutReads).toEqual([]);
    expect(events.at(-1)).toMatchObject({ kind: 'done', stats: { modelCalls: 61 } });
  });

  test('scores at once what the main model has seen, and asks no first-pass model for it', async () => {
    const { host, scoutReads } = await hostOf(loadedModelOf('main'));
    await ask(host, { ...job, passages: passages.slice(0, 40), strategy: 'exact' });
    const events = await ask(host, job);
    expect(rowsOfTier(events, 0).map(({ index }) => index)).toEqual(Array.from({ length: 20 }, (_, at) => 40 + at));
    expect(scoutReads).toHaveLength(20);
    expect(stagesOf(events)[0]).toMatchObject({ name: 'main/late-interaction', tier: 1 });
  });

  test('gives the main model’s scores, bit for bit those of an exact run', async () => {
    const { host } = await hostOf(loadedModelOf('main'));
    const scores = (events: readonly JobEvent[]) => new Map(rowsOfTier(events, 1).map((row) => [row.index, row.score]));
    const cascade = scores(await ask(host, job));
    const exact = scores(await ask(host, { ...job, strategy: 'exact' }));
    for (const [index, score] of cascade) expect(score).toBe(exact.get(index));
  });
});

describe('what a cascade left out', () => {
  test('is encoded while nobody waits, so that the next query is exact and reads no passage', async () => {
    const mainReads: string[] = [];
    const { host, scoutReads } = await hostOf(loadedModelOf('main', mainReads));
    await ask(host, job);
    await expect.poll(() => mainReads.length).toBe(60);
    expect(scoutReads).toHaveLength(60);
    const again = await ask(host, { ...job, query: 'salt' });
    expect(again.at(-1)).toMatchObject({ kind: 'done', stats: { modelCalls: 1 } });
    expect(rowsOfTier(again, 1)).toHaveLength(60);
  });

  test('is left alone where a cascade was asked for, and when the host lets go', async () => {
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

describe('a first-pass model whose main model is on its way', () => {
  test('answers first, and the job ends once the main model has come', async () => {
    let arrive!: (serving: LoadedModel) => void;
    const { host } = await hostOf(new Promise<LoadedModel>((resolve) => (arrive = resolve)));
    const events = await ask(host, { ...job, topN: 30 }, (event) => {
      if (event.kind === 'scored' && event.scoredBy.tier === 0) setTimeout(() => arrive(loadedModelOf('main')), 0);
    });
    expect(rowsOfTier(events, 0)).toHaveLength(60);
    expect(rowsOfTier(events, 1)).toHaveLength(60);
  });

  test('lets other jobs answer meanwhile, and a cancelled one go', async () => {
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

  test('ranks alone, with the reason, where that cannot be had', async () => {
    const lost = Promise.reject<LoadedModel>(new RerankError('model-unavailable', 'Cannot fetch weights.bin'));
    lost.catch(() => undefined);
    const { host } = await hostOf(lost);
    const events = await ask(host, job);
    expect(rowsOfTier(events, 0)).toHaveLength(60);
    expect(events.at(-1)).toMatchObject({
      kind: 'done',
      stats: {
        warnings: [
          'Only scout scored the passages, because the main model could not be loaded: Cannot fetch weights.bin',
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

  test('encodes each distinct passage once a model, and later calls none', async () => {
    const mainReads: string[] = [];
    const { host, scoutReads } = await hostOf(loadedModelOf('main', mainReads));
    const events = await prepare(host, [...passages, ...passages]);
    expect(events.at(-2)).toEqual({
      kind: 'prepared',
      progress: { total: 60, prepared: 60, encoded: 60, fromStorage: 0 },
    });
    expect([mainReads.length, scoutReads.length]).toEqual([60, 60]);
    const ranked = await ask(host, job);
    expect(ranked.at(-1)).toMatchObject({ stats: { modelCalls: 1, cacheHits: 60 } });
  });

  test('goes on where it was', async () => {
    const { host } = await hostOf(loadedModelOf('main'), 'exact');
    await prepare(host, passages.slice(0, 50));
    const events = await prepare(host, passages);
    expect(events.at(-2)).toMatchObject({ progress: { total: 60, encoded: 10 } });
  });
});
