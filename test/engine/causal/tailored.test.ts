import { describe, expect, test } from 'vitest';
import { resolveMethod } from '../../../src/methods/registry';
import { yesNoPrompt } from '../../../src/prompts/pointwise';
import { fill } from '../../../src/prompts/prompt';
import { selfTest } from '../../../src/host/engines/self-test';
import { createTiny, tinyCard } from '../../contracts/tiny-models';

describe.each(['tiny-judge', 'tiny-looker', 'tiny-first'] as const)('%s, as training/tailor made it', (name) => {
  test('gives what PyTorch gives over the weights as stored', async () => {
    const { engine, card, variant } = await createTiny(name);
    const { pairs, maxError } = await selfTest(engine, card, resolveMethod('auto', card), variant);
    expect(pairs).toBe(7);
    expect(maxError).toBeLessThan(2e-4);
    await engine.dispose();
  });
});

describe('a head of two rows', () => {
  const ask = fill(yesNoPrompt, { query: 'fresh bread', passage: 'The baker keeps rye bread in a cloth.' });

  test('answers the labels in any order', async () => {
    const { engine } = await createTiny('tiny-judge');
    const [one] = await engine.nextTokenLogits!([ask], ['yes', 'no']);
    const [other] = await engine.nextTokenLogits!([ask], ['no', 'yes']);
    expect([...other!.logits].reverse()).toEqual([...one!.logits]);
  });

  test('refuses a label that it has no row for', async () => {
    const { engine, card } = await createTiny('tiny-judge');
    await expect(engine.nextTokenLogits!([ask], ['A', 'B'])).rejects.toThrow(
      `Expected an answer among the tokens of the head (${String(card.decoder!.tokens)})`,
    );
  });
});

test('a graph cut above its heads has neither logits nor the layers that nothing hears', () => {
  const { abilities, decoder } = tinyCard('tiny-looker');
  expect(abilities).toEqual(['attend']);
  expect(decoder!.layers).toBeLessThan(tinyCard('tiny-llama').decoder!.layers);
});
