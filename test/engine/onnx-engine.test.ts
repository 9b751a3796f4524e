import { describe, expect, test, vi } from 'vitest';
import { candidateKey } from '../../src/util/candidate-key';
import { testEngine } from '../contracts/test-engine';
import { createTiny, tinyCard, wasmVariants } from '../contracts/tiny-models';

vi.setConfig({ testTimeout: 20_000 }); // a real runtime or megabytes of text, on a busy machine

/** In a padded batch a matrix product may add in another order. */
const PADDED = 1e-5;

for (const variant of wasmVariants('tiny-late')) {
  testEngine(`OnnxEngine of tiny-late, ${candidateKey(variant)}`, ['embedTokens'], async () => {
    const { engine, card } = await createTiny('tiny-late', variant);
    return { engine, queryLimit: card.limits.query, tolerance: variant.batching === 'rows' ? 0 : PADDED };
  });
}

testEngine('OnnxEngine of tiny-cross, fp32 on WASM', ['classify'], async () => {
  const { engine, card } = await createTiny('tiny-cross');
  return { engine, queryLimit: card.limits.query, tolerance: PADDED };
});

describe('OnnxEngine', () => {
  test('reads a passage up to the limit, control tokens included', async () => {
    const { engine, card } = await createTiny('tiny-late');
    const room = card.limits.passage - 2;
    const [fits, over] = await engine.embedPassages!(
      [room, room + 5].map((count) => ({ text: 'bread '.repeat(count) })),
    );
    expect([fits!.vectors.rows, fits!.truncatedTokens]).toEqual([card.limits.passage, 0]);
    expect([over!.vectors.rows, over!.truncatedTokens]).toEqual([card.limits.passage, 5]);
    await engine.dispose();
  });

  test('gives an empty passage the vectors of its control tokens', async () => {
    const { engine } = await createTiny('tiny-late');
    const [empty] = await engine.embedPassages!([{ text: '' }]);
    expect(empty!.vectors.rows).toBe(2);
    await engine.dispose();
  });

  test('runs rows of one length bucket together where the variant is padded', async () => {
    const { engine } = await createTiny('tiny-cross');
    await engine.classify!(
      'bread',
      Array.from({ length: 20 }, () => ({ text: 'the baker' })),
    );
    expect(engine.modelCalls).toBe(1);
    await engine.dispose();
  });

  test('costs no more than the limit, however long the passage', async () => {
    const { engine } = await createTiny('tiny-late');
    expect(engine.cost({ text: 'x'.repeat(2 ** 20) })).toBe(tinyCard('tiny-late').limits.passage);
    await engine.dispose();
  });
});
