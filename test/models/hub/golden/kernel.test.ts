import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolveMethod } from '../../../../src/methods/registry';
import type { GoldenPairs, GoldenVectors } from '../../../contracts/golden';
import { createFromHub, goldenOf } from '../../../contracts/hub-models';
import { logitsOf, runAll, taskOf } from '../../../contracts/tasks';
import { fixtureFiles } from '../../../host/fixture-repositories';
import { startHubOf } from '../../../host/hub-server';
import type { Hub } from '../../../host/hub-server';

let hub: Hub;
beforeAll(async () => void (hub = await startHubOf(fixtureFiles)));
afterAll(() => hub.close());

describe.each(['electra', 'roberta', 'xlm-roberta', 'mean', 'cls-dense', 'last', 'colbert', 'pylate'])('%s', (name) => {
  test('near', async () => {
    const { engine, card } = await createFromHub(hub, name, 'kernel');
    const errors: number[] = [];
    const scores: number[] = [];
    for (const { query, passages } of goldenOf(name) as (GoldenPairs & GoldenVectors)[]) {
      const logits = logitsOf(await runAll(resolveMethod('auto', card), taskOf(card, passages, { query }), engine));
      passages.forEach(({ score }, index) => {
        errors.push(Math.abs(logits.get(index)! - score));
        scores.push(score);
      });
    }
    const mean = (v: number[]) => v.reduce((a, b) => a + b, 0) / v.length;
    const m = mean(scores);
    console.log(name, 'max', Math.max(...errors).toFixed(4), 'mean', mean(errors).toFixed(4), 'sd', Math.sqrt(mean(scores.map((s) => (s - m) ** 2))).toFixed(3), errors.length);
    await engine.dispose();
    expect(1).toBe(1);
  });
});
