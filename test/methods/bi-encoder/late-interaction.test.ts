import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { CountedVectors, VectorCache } from '../../../src/engine/vectors/vector-cache';
import { lateInteraction } from '../../../src/methods/bi-encoder/late-interaction';
import { cosine, maxSim } from '../../../src/methods/bi-encoder/max-sim';
import { logitsOf, runAll, taskOf } from '../../contracts/tasks';
import { testMethod } from '../../contracts/test-method';
import { PLAIN } from '../../contracts/texts';
import { createTiny } from '../../contracts/tiny-models';
import { cardOf } from '../../engine/cards';

testMethod('late-interaction');

const passages = PLAIN.map((text) => ({ text }));
const card = cardOf();

describe('late-interaction', () => {
  test.each([
    ['the last exit’s weights', { cosine: 0.2, maxsim: 0.7 }],
    ['equal ones where the card has no exits', undefined],
  ])('weighs cosine and MaxSim by %s', async (_, weights) => {
    const engine = new FakeEngine();
    const query = await engine.embedQuery('fresh bread');
    const encoded = await engine.embedPassages(passages);
    const exits = weights && [
      { depth: 1, cosine: 1, maxsim: 0 },
      { depth: 2, ...weights },
    ];
    const weighed = exits ? cardOf({ exits }) : card;
    const logits = logitsOf(await runAll(lateInteraction, taskOf(weighed, passages, { query: 'fresh bread' }), engine));
    encoded.forEach(({ vectors }, index) => {
      const { cosine: a, maxsim: b } = weights ?? { cosine: 0.5, maxsim: 0.5 };
      expect(logits.get(index)).toBeCloseTo(a * cosine(query, vectors) + b * maxSim(query, vectors), 12);
    });
  });

  test('encodes the query once and each passage once', async () => {
    const engine = new FakeEngine();
    await runAll(lateInteraction, taskOf(card, passages), engine);
    expect(engine.modelCalls).toBe(1 + passages.length);
  });

  test('makes one model call for a second query over cached passages', async () => {
    const { engine, card: tiny } = await createTiny('tiny-late');
    const cache = new VectorCache(2 ** 20);
    await runAll(lateInteraction, taskOf(tiny, passages, { vectors: cache }), engine);
    const before = engine.modelCalls;
    const vectors = new CountedVectors(cache);
    const second = logitsOf(await runAll(lateInteraction, taskOf(tiny, passages, { vectors, query: 'bread' }), engine));
    expect(engine.modelCalls - before).toBe(1);
    expect([vectors.hits, vectors.misses]).toEqual([passages.length, 0]);
    expect(second).toEqual(logitsOf(await runAll(lateInteraction, taskOf(tiny, passages, { query: 'bread' }), engine)));
    await engine.dispose();
  });

  test('scores cached passages first', async () => {
    const engine = new FakeEngine();
    const vectors = new VectorCache(2 ** 20);
    await runAll(lateInteraction, taskOf(card, passages, { vectors, pending: [5, 2] }), engine);
    const scores = await runAll(lateInteraction, taskOf(card, passages, { vectors }), engine);
    expect(scores.map(({ index }) => index)).toEqual([2, 5, 0, 1, 3, 4, 6]);
  });

  test.each([0, 600, 2000])('gives the same scores when a budget of %i bytes evicts mid-task', async (budget) => {
    const engine = new FakeEngine();
    const vectors = new VectorCache(budget);
    const expected = logitsOf(await runAll(lateInteraction, taskOf(card, passages), engine));
    for (const batch of [1, 4]) {
      expect(logitsOf(await runAll(lateInteraction, taskOf(card, passages, { vectors, batch }), engine))).toEqual(
        expected,
      );
    }
    expect(vectors.size).toBeLessThan(passages.length);
  });

  test('encodes a passage again whose vectors are evicted during the task', async () => {
    const engine = new FakeEngine();
    const cache = new VectorCache(2 ** 20);
    await runAll(lateInteraction, taskOf(card, passages, { vectors: cache }), engine);
    const empty = new VectorCache(0);
    const vectors = {
      has: cache.has.bind(cache),
      get: empty.get.bind(empty),
      set: empty.set.bind(empty),
    };
    const expected = logitsOf(await runAll(lateInteraction, taskOf(card, passages, { vectors: cache }), engine));
    expect(logitsOf(await runAll(lateInteraction, taskOf(card, passages, { vectors }), engine))).toEqual(expected);
  });

  test('caches vectors that do not depend on the query', async () => {
    const vectors = new VectorCache(2 ** 20);
    await runAll(lateInteraction, taskOf(card, passages, { vectors, query: 'clocks' }), new FakeEngine());
    const [fresh] = await new FakeEngine().embedPassages(passages);
    expect(vectors.get(passages[0]!)).toEqual(fresh);
  });
});
