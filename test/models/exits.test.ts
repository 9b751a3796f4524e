import { describe, expect, test } from 'vitest';
import type { Calibration } from '../../src/models/card';
import { cutToDepth, depthsOf, fittedOf, weightsOf } from '../../src/models/exits';
import { tinyCard } from '../contracts/tiny-models';
import { cardOf } from '../engine/cards';

const curve = (slope: number): Calibration => ({ slope, intercept: 0, fittedOn: 'nothing' });
const exits = [
  { depth: 2, cosine: 0.3, maxsim: 0.7, calibration: curve(2) },
  { depth: 4, cosine: 0.5, maxsim: 0.5 },
];
const card = tinyCard('tiny-late');

describe('cutAt()', () => {
  test('gives the card itself without a depth', () => {
    expect(cutToDepth(card, undefined)).toBe(card);
  });

  test('keeps exits, graphs and golden logits up to the depth, and what has no stages', () => {
    const cut = cutToDepth(card, 1);
    expect(depthsOf(cut)).toEqual([1]);
    expect(cut.variants.map(({ graphs }) => graphs.length)).toEqual(
      card.variants.map((each) => each.graphs.length / 2),
    );
    for (const [at, { passages }] of cut.golden.entries()) {
      expect(passages.map(({ logits }) => logits)).toEqual(card.golden[at]!.passages.map(({ logits }) => [logits[0]]));
    }
    expect(cut.variants.map(({ data, directory }) => [data, directory])).toEqual(
      card.variants.map(({ data, directory }) => [data, directory]),
    );
  });

  test('gives an equal card at the deepest exit, and does not change the one it was given', () => {
    const before = JSON.stringify(card);
    expect(cutToDepth(card, 2)).toEqual(card);
    expect(JSON.stringify(card)).toBe(before);
  });

  test.each([
    [cardOf({ exits }), 3, 'Expected `depth` to be one of 2, 4, got `3`'],
    [cardOf(), 2, 'Expected `depth` to be absent: small has no exits, got `2`'],
  ])('refuses a depth that is not there and names those that are', (of, depth, message) => {
    expect(() => cutToDepth(of, depth)).toThrow(new RangeError(message));
  });
});

describe('the exit in use', () => {
  test('is the last one', () => {
    const deep = cardOf({ exits });
    expect(weightsOf(deep)).toMatchObject({ cosine: 0.5, maxsim: 0.5 });
    expect(weightsOf(cutToDepth(deep, 2))).toMatchObject({ cosine: 0.3, maxsim: 0.7 });
    expect(fittedOf(cutToDepth(deep, 2)).calibration).toEqual(curve(2));
  });

  test('without a calibration has none, whatever the card says of models without exits', () => {
    expect(fittedOf(cardOf({ exits, calibration: curve(9) })).calibration).toBeUndefined();
    expect(fittedOf(cardOf({ calibration: curve(9) })).calibration).toEqual(curve(9));
  });

  test('of a model without exits weighs both parts the same', () => {
    expect(weightsOf(cardOf())).toEqual({ cosine: 0.5, maxsim: 0.5 });
  });
});
