import { expose } from 'comlink';
import { describe, expect, test } from 'vitest';
import { EngineLost } from '../../src/core/engine-lost';
import { createHost } from '../../src/host/create-host';
import type { LoadedModel } from '../../src/host/loaded/loaded-model';
import type { LastPassModel } from '../../src/host/loaded/loaded-models';
import { Pace } from '../../src/host/pool/pace';
import { VectorCache } from '../../src/engine/vectors/vector-cache';
import { createReranker, type RankEvent, type Reranker } from '../../src/index';
import { resolveMethod } from '../../src/methods/registry';
import { pageFacts } from '../../src/models/page-facts';
import type { HostReport } from '../../src/protocol/host-api';
import { FakeEngine } from '../../src/test';
import type { LastPassReport } from '../../src/core/report';
import { cardOf } from '../engine/cards';

/** Turns the order of the passages around that it scores. */
const fit = { after: 'base', depth: 6, weights: '', main: -1, own: 0, intercept: 1, fittedOn: 'nothing' };
const calibration = { slope: 2, intercept: -1, fittedOn: 'nothing' };
const query = Array.from({ length: 8 }, (_, i) => `word${i}`).join(' ');
/** The first shares eight words with the query and the last none, so that the main model keeps their order. */
const passages = Array.from(
  { length: 40 },
  (_, i) =>
    `${query
      .split(' ')
      .slice(Math.floor(i / 5))
      .join(' ')} and ${i}`,
);

function loadedModelOf(name: string, beforeRow?: () => void): LoadedModel {
  const card = cardOf({ name, calibration, limits: { query: 64, passage: 256 } });
  const engine = new FakeEngine(beforeRow ? { beforeRow } : {});
  return { card, engine, method: resolveMethod('auto', card), vectors: new VectorCache(2 ** 20), pace: new Pace() };
}

type Setup = {
  /** Called with what each load avoids. */
  readonly onLoad?: (avoid: readonly string[]) => void;
  readonly lastPass?: () => Promise<LastPassModel | undefined>;
  readonly state?: LastPassReport['state'];
};

async function rerankerWith({
  lastPass = () => Promise.resolve(deep()),
  state = 'ready',
  onLoad,
}: Setup = {}): Promise<Reranker> {
  const worker = () => {
    const { port1, port2 } = new MessageChannel();
    const host = createHost(({ avoid }) => {
      onLoad?.(avoid);
      const mainModel = loadedModelOf('base');
      const facts = {
        model: 'base',
        method: 'late-interaction',
        depths: [],
        scoreKind: 'pair',
        candidates: [],
      } as const;
      const report = { ...facts, ...pageFacts(mainModel.card), warnings: [], lastPass: { model: 'deep', state } };
      return Promise.resolve({ mainModel, lastPass: lastPass(), report: report as unknown as HostReport });
    });
    expose(host, port2);
    return port1;
  };
  return createReranker({ assets: 'https://rankside.invalid/', worker, lastPass: 'deep' });
}

function deep(beforeRow?: () => void): LastPassModel {
  return { model: loadedModelOf('deep', beforeRow), fit };
}

const indicesOf = (results: readonly { readonly index: number }[]) => results.map(({ index }) => index);

describe('the last pass', () => {
  test('puts the best 15 in the order of the joined logits, before all others in their order', async () => {
    await using reranker = await rerankerWith();
    const before = await reranker.rerank(query, passages, { lastPass: false });
    const { results, stats } = await reranker.rerank(query, passages);
    expect(indicesOf(before.results.slice(0, 15)).sort((a, b) => a - b)).toEqual([...passages.keys()].slice(0, 15));
    expect(results.slice(0, 5).map(({ index }) => Math.floor(index / 5))).toEqual([2, 2, 2, 2, 2]);
    expect(results.slice(10, 15).map(({ index }) => Math.floor(index / 5))).toEqual([0, 0, 0, 0, 0]);
    expect(indicesOf(results.slice(15))).toEqual(indicesOf(before.results.slice(15)));
    expect(stats.lastPass).toBe(15);
    expect('lastPass' in before.stats).toBe(false);
  });

  test('gives scores on the scale of the main model, and names both models', async () => {
    await using reranker = await rerankerWith();
    const alone = await reranker.rerank(query, passages, { lastPass: false });
    const logits = new Map(alone.results.map(({ index, logit }) => [index, logit!]));
    const { results } = await reranker.rerank(query, passages, { topN: 20 });
    for (const { index, logit, score, scoredBy } of results.slice(0, 15)) {
      expect(logit).toBeCloseTo(1 - logits.get(index)!, 12);
      expect(score).toBeCloseTo(1 / (1 + Math.exp(-(2 * logit! - 1))), 12);
      expect(scoredBy).toBe('deep/late-interaction');
    }
    for (const { scoredBy } of results.slice(15)) expect(scoredBy).toBe('base/late-interaction');
  });

  test('adds the first stage as it adds it to the scores of the main model', async () => {
    await using reranker = await rerankerWith();
    const fused = passages.map((text, i) => ({ text, score: i }));
    const { results, stats } = await reranker.rerank(query, fused);
    expect(stats).toMatchObject({ fusion: 'weighted', lastPass: 15 });
    const best = results.slice(0, 15);
    expect(best.map(({ fused: value }) => value)).toEqual(best.map(({ fused: value }) => value!).sort((a, b) => b - a));
  });

  test.each([
    ['windows of long passages are read', { longPassages: 'windows' as const }],
    ['the call asks for none', { lastPass: false }],
  ])('is left out where %s', async (_, options) => {
    await using reranker = await rerankerWith();
    const { results, stats } = await reranker.rerank(query, passages, options);
    expect(results[0]!.index).toBeLessThan(5);
    expect(stats.lastPass).toBeUndefined();
  });

  test('is left out once the model has failed to load', async () => {
    await using reranker = await rerankerWith({ lastPass: () => Promise.resolve(undefined), state: 'failed' });
    const { results, stats } = await reranker.rerank(query, passages);
    expect(results[0]!.index).toBeLessThan(5);
    expect(stats.lastPass).toBeUndefined();
  });

  test('is waited for while the model is loading, and the ranking of the main model is seen before', async () => {
    let load!: (model: LastPassModel | undefined) => void;
    await using reranker = await rerankerWith({
      lastPass: () => new Promise((resolve) => (load = resolve)),
      state: 'loading',
    });
    const rankings: Extract<RankEvent, { kind: 'ranking' }>[] = [];
    const onProgress = (event: RankEvent) => {
      if (event.kind !== 'ranking') return;
      rankings.push(event);
      if (event.scored === passages.length) load(deep());
    };
    const { results, stats } = await reranker.rerank(query, passages, { onProgress });
    expect(stats.lastPass).toBe(15);
    expect(rankings.find(({ scored }) => scored === passages.length)!.results[0]!.index).toBeLessThan(5);
    expect(rankings.at(-1).settled).toBe(passages.length);
    for (const { results: early, settled } of rankings)
      expect(indicesOf(early).slice(0, settled)).toEqual(indicesOf(results).slice(0, settled));
  });

  test('leaves passages that the models do not read at the places that the first stage gives them', async () => {
    await using reranker = await rerankerWith();
    const fused = passages.map((text, i) => ({
      text: i === 2 ? 'Слова на другом языке' : text,
      score: i === 2 ? 99 : i / 9,
    }));
    const { results, stats } = await reranker.rerank(query, fused);
    expect(stats).toMatchObject({ fusion: 'weighted', lastPass: 14 });
    expect(results[0]).toMatchObject({ index: 2, scoredBy: 'base/late-interaction' });
  });

  test('is not asked where it has nothing to score', async () => {
    await using reranker = await rerankerWith();
    const foreign = ['Слова на другом языке', 'И ещё другие слова'].map((text, score) => ({ text, score }));
    const { stats } = await reranker.rerank(query, foreign);
    expect(stats).toMatchObject({ fusion: 'weighted', lastPass: 0 });
    expect(stats.cache.bytes).toBeGreaterThan(0);
  });

  test('ranks by the main model where the model fails to load during the call', async () => {
    await using reranker = await rerankerWith({ lastPass: () => Promise.resolve(undefined), state: 'loading' });
    const { results, stats } = await reranker.rerank(query, passages);
    expect(results[0]!.index).toBeLessThan(5);
    expect(stats.lastPass).toBe(0);
  });

  test('is run again by another worker after its engine was lost', async () => {
    let rows = 0;
    const failing = () => {
      if (++rows === 4) throw new EngineLost('The device was lost');
    };
    await using reranker = await rerankerWith({ lastPass: () => Promise.resolve(deep(failing)) });
    await using sound = await rerankerWith();
    const expected = await sound.rerank(query, passages);
    const { results, stats } = await reranker.rerank(query, passages);
    expect(reranker.report.losses).toHaveLength(1);
    expect(results).toEqual(expected.results);
    expect(stats.lastPass).toBe(15);
  });

  test('counts what is lost in it against itself, so that the main model goes on ranking', async () => {
    const failing = () => {
      throw new EngineLost('The device was lost');
    };
    const avoided: (readonly string[])[] = [];
    await using reranker = await rerankerWith({
      lastPass: () => Promise.resolve(avoided.at(-1).includes('last-pass') ? undefined : deep(failing)),
      onLoad: (avoid) => avoided.push(avoid),
    });
    const { results, stats } = await reranker.rerank(query, passages);
    expect(avoided).toEqual([[], [], ['last-pass']]);
    expect(stats.lastPass).toBe(0);
    expect(results[0]!.index).toBeLessThan(5);
  });

  test('does not delay the disposal while the model is being downloaded', async () => {
    const reranker = await rerankerWith({ lastPass: () => new Promise(() => undefined), state: 'loading' });
    const call = reranker.rerank(query, passages);
    await reranker.dispose();
    await expect(call).rejects.toMatchObject({ code: 'disposed' });
  });

  test('refuses an option that is no boolean, and a name that is empty', async () => {
    await using reranker = await rerankerWith();
    await expect(reranker.rerank(query, passages, { lastPass: 'deep' as never })).rejects.toThrow(
      'Expected `lastPass` to be a boolean, got `deep`',
    );
    await expect(createReranker({ lastPass: ' ' })).rejects.toThrow('Expected `lastPass` to hold some text');
  });
});
