import { describe, expect, test } from 'vitest';
import { depthsOf } from '../../../src/models/exits';
import { candidateKey } from '../../../src/util/candidate-key';
import type { EncodedPassage } from '../../../src/engine/engine';
import { unpackComponents } from '../../../src/engine/token-vectors';
import type { Session } from '../../../src/engine/runtimes/runtime';
import { testEngine } from '../../contracts/test-engine';
import { createTiny, tinyCard, wasmVariants } from '../../contracts/tiny-models';

/** In a padded batch a matrix product may add in another order. */
const PADDED = 1e-5;

for (const variant of wasmVariants('tiny-late')) {
  for (const depth of depthsOf(tinyCard('tiny-late'))) {
    testEngine(`OnnxEngine of tiny-late at depth ${depth}, ${candidateKey(variant)}`, ['embedTokens'], async () => {
      const { engine, card } = await createTiny('tiny-late', variant, depth);
      return { engine, queryLimit: card.limits.query, tolerance: variant.batching === 'rows' ? 0 : PADDED };
    });
  }
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
    const { passage } = card.limits;
    expect([fits!.vectors.rows, fits!.truncatedTokens]).toEqual([passage, 0]);
    expect([over!.vectors.rows, over!.truncatedTokens]).toEqual([passage, 5]);
    await engine.dispose();
  });

  test('gives an empty passage and an empty query their control tokens', async () => {
    const { engine } = await createTiny('tiny-late');
    const [empty] = await engine.embedPassages!([{ text: '' }]);
    expect(empty!.vectors.rows).toBe(2);
    expect((await engine.embedQuery!('')).rows).toBe(2);
    await engine.dispose();
  });

  test('keeps a passage in the bits that its card says, a query in 8', async () => {
    const { engine, card } = await createTiny('tiny-late');
    const text = 'the old clock';
    const query = await engine.embedQuery!(text);
    const [{ vectors }] = (await engine.embedPassages!([{ text }])) as [EncodedPassage];
    expect([card.vectorBits, vectors.bits, query.bits]).toEqual([4, 4, 8]);
    const { rows, dimensions } = query;
    const wide = unpackComponents(vectors, new Int8Array(rows * dimensions));
    query.components.forEach((value, at) => {
      const row = Math.floor(at / dimensions);
      const step = vectors.scales[row]!;
      expect(Math.abs(value * query.scales[row]! - wide[at]! * step)).toBeLessThan(0.6 * step);
    });
    await engine.dispose();
  });

  test('gives a model without token weights equal ones', async () => {
    const { engine } = await createTiny('tiny-late');
    const weighed = await engine.embedQuery!('bread and paper');
    expect(new Set(weighed.weights).size).toBe(weighed.rows);
    const bare = await createTiny('tiny-late', undefined, undefined, withoutWeights);
    const { weights } = await bare.engine.embedQuery!('bread and paper');
    expect([...weights]).toEqual(new Array<number>(weighed.rows).fill(1));
    await Promise.all([engine, bare.engine].map((each) => each.dispose()));
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

/** The session of a graph that has no such output. */
function withoutWeights(session: Session): Session {
  return {
    inputs: session.inputs,
    outputs: session.outputs.filter((name) => name !== 'token_weights'),
    deviceLoss: undefined,
    run: (feeds, wanted) => session.run(feeds, wanted),
    release: () => session.release(),
  };
}
