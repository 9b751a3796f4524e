/**
 * Models of every family on the kernel, compared with PyTorch in fp32. The kernel rounds weights to 8 bits and
 * activations to 7; the models are random and narrow, so the bounds are wide next to those of released models.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveMethod } from '../../../../src/methods/registry';
import type { GoldenScores } from '../../../contracts/golden';
import { createFromHub, goldenOf } from '../../../contracts/hub-models';
import { logitsOf, runAll, taskOf } from '../../../contracts/tasks';
import { fixtureFiles } from '../../../host/fixture-repositories';
import { startHubOf } from '../../../host/hub-server';
import type { Hub } from '../../../host/hub-server';

let hub: Hub;
beforeAll(async () => void (hub = await startHubOf(fixtureFiles)));
afterAll(() => hub.close());

test.each([
  ['bert', 0.4],
  ['distilbert', 0.25],
  ['electra', 0.25],
  ['electra-small', 0.1],
  ['roberta', 0.2],
  ['xlm-roberta', 0.25],
  ['mean', 0.05],
  ['cls-dense', 0.15],
  ['last', 0.05],
  ['colbert', 0.15],
  ['pylate', 0.05],
  ['modernbert', 0.1],
  ['modern-cls', 0.35],
  ['modern-mean', 0.3],
  ['modern-embed', 0.12],
  ['modern-late', 0.03],
  ['modern-modular', 0.9], // one pair; the others stay below .4
])('%s runs on the kernel with scores within %f of those of PyTorch', async (name, bound) => {
  const { engine, card, variant } = await createFromHub(hub, name, 'kernel');
  expect(variant.runtime).toBe('kernel');
  let largest = 0;
  for (const { query, passages } of goldenOf(name) as GoldenScores[]) {
    const logits = logitsOf(await runAll(resolveMethod('auto', card), taskOf(card, passages, { query }), engine));
    passages.forEach(({ score }, index) => (largest = Math.max(largest, Math.abs(logits.get(index)! - score))));
  }
  expect(largest).toBeLessThanOrEqual(bound);
  await engine.dispose();
});
