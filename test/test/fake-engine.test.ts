import { describe, expect, test } from 'vitest';
import { ABILITIES } from '../../src/models/abilities';
import { FakeEngine } from '../../src/test/fake-engine';
import { testEngine } from '../contracts/test-engine';

testEngine('FakeEngine', ABILITIES, () =>
  Promise.resolve({ engine: new FakeEngine({ queryLimit: 16 }), queryLimit: 16, tolerance: 0 }),
);

describe('FakeEngine', () => {
  test('ranks by shared words', async () => {
    const passages = ['nothing of it', 'a broken clock', 'broken clocks'].map((text) => ({ text }));
    const judged = await new FakeEngine().classify('broken clocks', passages);
    expect(judged.map(({ logit }) => logit)).toEqual([0, 1 / 2, 2 / Math.sqrt(3)]);
  });

  test('calls beforeRow with the text of each row', async () => {
    const seen: string[] = [];
    const engine = new FakeEngine({ beforeRow: (text) => void seen.push(text) });
    await engine.embedPassages([{ title: 'A', text: 'b' }, { text: 'c' }]);
    expect(seen).toEqual(['A\nb', 'c']);
  });

  test('fails if beforeRow does', async () => {
    const boom = new Error('boom');
    const engine = new FakeEngine({ beforeRow: () => Promise.reject(boom) });
    await expect(engine.classify('a', [{ text: 'a' }])).rejects.toBe(boom);
    await expect(engine.embedPassages([{ text: 'a' }])).rejects.toBe(boom);
  });

  test('reads no more words than passageLimit', async () => {
    const [passage] = await new FakeEngine({ passageLimit: 2 }).embedPassages([{ text: 'a b c d e' }]);
    expect(passage!.truncatedTokens).toBe(3);
  });
});
