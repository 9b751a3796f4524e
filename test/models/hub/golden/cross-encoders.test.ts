import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Inputs } from '../../../../src/engine/tokens/inputs';
import { PlainTokenizer } from '../../../../src/engine/tokens/plain-tokenizer';
import type { GoldenPairs } from '../../../contracts/golden';
import { createFromHub, goldenOf, tokenizerOf } from '../../../contracts/hub-models';
import type { FromHub } from '../../../contracts/hub-models';
import { fixtureFiles } from '../../../host/fixture-repositories';
import { startHubOf } from '../../../host/hub-server';
import type { Hub } from '../../../host/hub-server';

const TOLERANCE = 1e-3;
const ARCHITECTURES = [
  ['electra', undefined],
  ['roberta', 1], // of three labels, the one called entailment
  ['xlm-roberta', undefined],
  ['deberta-v2', 1], // of two labels without names, the last
  ['modernbert', undefined],
] as const;
let hub: Hub;
beforeAll(async () => void (hub = await startHubOf(fixtureFiles)));
afterAll(() => hub.close());

describe.each(ARCHITECTURES)('a cross-encoder of the architecture %s, compared with PyTorch', (name, label) => {
  const golden = goldenOf(name) as GoldenPairs[];
  let model: FromHub;
  beforeAll(async () => void (model = await createFromHub(hub, name)));
  afterAll(() => model.engine.dispose());

  test('reads the same tokens with the same types, cut at the same token', () => {
    const inputs = new Inputs(new PlainTokenizer(tokenizerOf(name)), model.card);
    for (const { query, passages } of golden) {
      for (const passage of passages) {
        const { ids, types } = inputs.pair(query, passage);
        expect([ids, types]).toEqual([passage.ids, passage.types]);
      }
    }
    expect(golden.flatMap(({ passages }) => passages).some(({ ids }) => ids.length === model.card.limits.pair)).toBe(true); // prettier-ignore
  });

  test('gives the same score, from the label that means relevant', async () => {
    expect(model.card.relevance?.label).toBe(label);
    for (const { query, passages } of golden) {
      const results = await model.engine.classify!(query, passages);
      results.forEach(({ logit }, index) =>
        expect(Math.abs(logit - passages[index]!.score)).toBeLessThanOrEqual(TOLERANCE),
      );
    }
  });

  test('ranks the answer first, as its self-test requires', () => {
    expect(model.selfTest).toMatchObject({ pairs: 3 });
  });
});
