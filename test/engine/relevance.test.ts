import { describe, expect, test, vi } from 'vitest';
import { relevanceLogit } from '../../src/engine/relevance';
import type { Session } from '../../src/engine/runtimes/runtime';
import { createTiny } from '../contracts/tiny-models';

vi.setConfig({ testTimeout: 20_000 }); // a real runtime, on a busy machine

const row = (...logits: number[]) => Float32Array.from(logits);

describe('relevanceOf()', () => {
  test('is the one logit, or the last of several', () => {
    expect(relevanceLogit(row(1.5))).toBe(1.5);
    expect(relevanceLogit(row(4, 1.5))).toBe(1.5);
  });

  test('is the label that the card names', () => {
    expect(relevanceLogit(row(4, 1.5, 3), { label: 0 })).toBe(4);
    expect(relevanceLogit(row(4, 1.5), { label: 7 })).toBeNaN();
  });

  test('is the log-odds of labels that were trained against each other', () => {
    expect(relevanceLogit(row(4, 1.5), { trained: 'softmax' })).toBeCloseTo(-2.5, 6);
    const [entailed, ...others] = [2, 1, -3];
    const share = Math.exp(entailed) / [entailed, ...others].reduce((sum, logit) => sum + Math.exp(logit), 0);
    expect(relevanceLogit(row(2, 1, -3), { label: 0, trained: 'softmax' })).toBeCloseTo(
      Math.log(share / (1 - share)),
      6,
    );
    expect(relevanceLogit(row(1.5), { trained: 'softmax' })).toBe(1.5);
  });
});

describe('OnnxEngine', () => {
  /** The session's one logit x as three labels: x, 2x and 0. */
  const threeLabels = (session: Session): Session => ({
    inputs: session.inputs,
    outputs: session.outputs,
    deviceLoss: undefined,
    release: () => session.release(),
    async run(feeds, wanted) {
      const { data } = (await session.run(feeds, wanted))['logits']!;
      return { logits: { data: Float32Array.from([...data].flatMap((x) => [x, 2 * x, 0])), dims: [data.length, 3] } };
    },
  });

  test('reads the label that the card calls relevance', async () => {
    const passages = [{ text: 'fresh bread' }, { text: 'the old sailor' }];
    const plain = await createTiny('tiny-cross');
    const headed = await createTiny('tiny-cross', undefined, undefined, threeLabels, { relevance: { label: 1 } });
    const expected = await plain.engine.classify!('bread', passages);
    const judged = await headed.engine.classify!('bread', passages);
    judged.forEach(({ logit }, at) => expect(logit).toBeCloseTo(2 * expected[at]!.logit, 5));
    await Promise.all([plain, headed].map(({ engine }) => engine.dispose()));
  });
});
