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
const FAMILIES = [
  ['electra', undefined],
  ['roberta', 1], // of three labels, the one called entailment
  ['xlm-roberta', undefined],
  ['deberta-v2', 1], // of two labels without names, the last
  ['modernbert', undefined],
] as const;
let hub: Hub;
beforeAll(async () => void (hub = await startHubOf(fixtureFiles)));
afterAll(() => hub.close());

describe.each(FAMILIES)('a cross-encoder of the family %s, against PyTorch', (name, label) => {
  const golden = goldenOf(name) as GoldenPairs[];
  let model: FromHub;
  beforeAll(async () => void (model = await createFromHub(hub, name)));
  afterAll(() => model.engine.dispose());

  test('reads the same tokens of the same types, cut at the same place', () => {
    const inputs = new Inputs(new PlainTokenizer(tokenizerOf(name)), model.card);
    for (const { query, passages } of golden) {
      for (const passage of passages) {
        const { ids, types } = inputs.pair(query, passage);
        expect([ids, types]).toEqual([passage.ids, passage.types]);
      }
    }
    expect(golden.flatMap(({ passages }) => passages).some(({ ids }) => ids.length === model.card.limits.pair)).toBe(true); // prettier-ignore
  });

  test('gives the same score, from the label that says relevant', async () => {
    expect(model.card.relevance?.label).toBe(label);
    for (const { query, passages } of golden) {
      const judged = await model.engine.classify!(query, passages);
      judged.forEach(({ logit }, at) => expect(Math.abs(logit - passages[at]!.score)).toBeLessThanOrEqual(TOLERANCE));
    }
  });

  test('puts the answer first, as its self-test asks', () => {
    expect(model.selfTest).toMatchObject({ pairs: 3 });
  });
});
