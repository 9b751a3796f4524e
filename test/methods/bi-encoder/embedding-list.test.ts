import { describe, expect, test, vi } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { embeddingList } from '../../../src/methods/bi-encoder/embedding-list';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED, GRADED_ORDER, QUESTION } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('embedding-list');

describe('embedding-list', () => {
  const expansionWith = async (passage: number, listed = 20) => {
    const engine = new FakeEngine();
    const embedQuery = vi.spyOn(engine, 'embedQuery');
    const card = cardOf({ settings: { listed }, limits: { query: 64, passage } });
    await runAll(embeddingList, taskOf(card, GRADED, { query: QUESTION }), engine);
    expect(engine.modelCalls).toBe(2 + GRADED.length);
    expect(embedQuery.mock.calls[1]![0]).toBe(QUESTION);
    return embedQuery.mock.calls[1]![1];
  };
  const best = GRADED_ORDER.map((index) => GRADED[index]!.text);

  test('encodes the query again with its best passages, as a query', async () => {
    expect(await expansionWith(1024, 2)).toEqual(best.slice(0, 2));
    expect(await expansionWith(1024)).toEqual(best);
  });

  test('takes as many passages as have 32 tokens each, and at least one', async () => {
    expect(await expansionWith(128)).toEqual(best.slice(0, 3));
    expect(await expansionWith(10)).toEqual(best.slice(0, 1));
  });
});
