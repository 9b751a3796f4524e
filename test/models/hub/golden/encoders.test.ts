import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Inputs } from '../../../../src/engine/tokens/inputs';
import { PlainTokenizer } from '../../../../src/engine/tokens/plain-tokenizer';
import { resolveMethod } from '../../../../src/methods/registry';
import type { GoldenVectors } from '../../../contracts/golden';
import { createFromHub, goldenOf, tokenizerOf } from '../../../contracts/hub-models';
import type { FromHub } from '../../../contracts/hub-models';
import { logitsOf, runAll, taskOf } from '../../../contracts/tasks';
import { fixtureFiles } from '../../../host/fixture-repositories';
import { startHubOf } from '../../../host/hub-server';
import type { Hub } from '../../../host/hub-server';

const KINDS = [
  ['mean', 'embedding'],
  ['cls-dense', 'embedding'],
  ['last', 'embedding'],
  ['colbert', 'late-interaction'],
  ['pylate', 'late-interaction'],
] as const;
let hub: Hub;
beforeAll(async () => void (hub = await startHubOf(fixtureFiles)));
afterAll(() => hub.close());

describe.each(KINDS)('an encoder of the kind %s, against PyTorch', (name, method) => {
  const golden = goldenOf(name) as GoldenVectors[];
  let model: FromHub;
  beforeAll(async () => void (model = await createFromHub(hub, name)));
  afterAll(() => model.engine.dispose());

  test('reads the same tokens, with words and markers before, masks behind, and cut at the same place', () => {
    const inputs = new Inputs(new PlainTokenizer(tokenizerOf(name)), model.card);
    for (const { query, ids, passages } of golden) {
      expect(inputs.query(query).ids).toEqual(ids);
      for (const passage of passages) expect(inputs.passage(passage).ids).toEqual(passage.ids);
    }
    const longest = Math.max(...golden.flatMap(({ passages }) => passages.map(({ ids }) => ids.length)));
    expect(longest).toBe(model.card.limits.passage);
  });

  test(`gives the same scores by ${method}`, async () => {
    expect(model.card.method).toBe(method);
    for (const { query, passages } of golden) {
      const task = taskOf(model.card, passages, { query });
      const logits = logitsOf(await runAll(resolveMethod('auto', model.card), task, model.engine));
      passages.forEach(({ score }, row) => expect(Math.abs(logits.get(row)! - score)).toBeLessThanOrEqual(1e-3));
    }
  });

  test('refuses a query that it cannot read whole', async () => {
    await expect(model.engine.embed!('query', [{ text: 'bread '.repeat(200) }])).rejects.toMatchObject({ code: 'query-too-long' }); // prettier-ignore
  });
});

test('a late-interaction model has a place for each vector that counts, and none for punctuation', async () => {
  const { engine } = await createFromHub(hub, 'colbert');
  const passage = { title: 'Bread', text: 'Rye, fresh.' };
  const [encoded] = await engine.embedPassages!([passage]);
  const spans = engine.spans!(passage);
  expect(spans).toHaveLength(encoded!.vectors.rows);
  const words = spans.map((span) => span && passage.text.slice(span.start, span.end)).filter((word) => word !== undefined); // prettier-ignore
  expect(words.join('')).toBe('Ryefresh');
  await engine.dispose();
});
