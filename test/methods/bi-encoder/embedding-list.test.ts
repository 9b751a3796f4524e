import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { embeddingList } from '../../../src/methods/bi-encoder/embedding-list';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED, QUESTION } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('embedding-list');

describe('embedding-list', () => {
  test('encodes the query again with its best passages', async () => {
    const encoded: string[] = [];
    const engine = new FakeEngine({ beforeRow: (text) => void encoded.push(text) });
    const card = cardOf({ settings: { feedback: 2 }, limits: { query: 64, passage: 256 } });
    await runAll(embeddingList, taskOf(card, GRADED, { query: QUESTION }), engine);
    expect(engine.modelCalls).toBe(2 + GRADED.length);
    expect(encoded.at(-1)).toBe(`${QUESTION}\n${GRADED[2]!.text}\n${GRADED[4]!.text}`);
  });
});
