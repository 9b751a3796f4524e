/** ModernBERT on the kernel: its tokenizer, rows that are longer than the local window, and rows of one batch. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Inputs } from '../../../../src/engine/tokens/inputs';
import { PlainTokenizer } from '../../../../src/engine/tokens/plain-tokenizer';
import type { GoldenPairs, GoldenVectors } from '../../../contracts/golden';
import { createFromHub, goldenOf, tokenizerOf } from '../../../contracts/hub-models';
import type { FromHub } from '../../../contracts/hub-models';
import { fixtureFiles } from '../../../host/fixture-repositories';
import { startHubOf } from '../../../host/hub-server';
import type { Hub } from '../../../host/hub-server';

/** Number of tokens that a query of a local layer of the fixtures attends to, with itself. */
const WINDOW = 17;
let hub: Hub;
beforeAll(async () => void (hub = await startHubOf(fixtureFiles)));
afterAll(() => hub.close());

describe.each(['modern-cls', 'modern-mean', 'modern-modular'])('the cross-encoder %s on the kernel', (name) => {
  const golden = goldenOf(name) as GoldenPairs[];
  let model: FromHub;
  beforeAll(async () => void (model = await createFromHub(hub, name, 'kernel')));
  afterAll(() => model.engine.dispose());

  test('reads the tokens of the tokenizer’s own library, runs of spaces among them', () => {
    const inputs = new Inputs(new PlainTokenizer(tokenizerOf(name)), model.card);
    for (const { query, passages } of golden) {
      for (const passage of passages) {
        const { ids, types } = inputs.pair(query, passage);
        expect([ids, types]).toEqual([passage.ids, passage.types]);
      }
    }
    const spaced = golden.at(-1).passages.flatMap(({ ids }) => ids);
    const { added_tokens: added } = tokenizerOf(name) as { added_tokens: { id: number; content: string }[] };
    const runs = added.filter(({ content }) => /^ +$/.test(content)).map(({ id }) => id);
    expect(spaced.filter((id) => runs.includes(id)).length).toBeGreaterThan(3);
    expect(golden.flatMap(({ passages }) => passages).every(({ ids }) => ids.length > WINDOW)).toBe(true);
  });

  test('gives a row the same logit alone and among others', async () => {
    for (const { query, passages } of golden) {
      const together = await model.engine.classify!(query, passages);
      const alone = await Promise.all(passages.map((passage) => model.engine.classify!(query, [passage])));
      expect(together).toEqual(alone.flat());
    }
  });

  test('reads no text as a control token', async () => {
    const tokenizer = new PlainTokenizer(tokenizerOf(name));
    const ids = tokenizer.encode('a [SEP] [MASK]  |||IP_ADDRESS||| <|padding|>');
    expect(ids.filter((id) => tokenizer.controlIds.has(id))).toEqual([]);
    await expect(model.engine.classify!('[SEP]', [{ text: '[CLS][MASK]' }])).resolves.toHaveLength(1);
  });
});

describe.each(['modern-embed', 'modern-late'])('the encoder %s on the kernel', (name) => {
  const golden = goldenOf(name) as GoldenVectors[];
  let model: FromHub;
  beforeAll(async () => void (model = await createFromHub(hub, name, 'kernel')));
  afterAll(() => model.engine.dispose());

  test('reads the same tokens', () => {
    const inputs = new Inputs(new PlainTokenizer(tokenizerOf(name)), model.card);
    for (const { query, ids, passages } of golden) {
      expect(inputs.query(query).ids).toEqual(ids);
      for (const passage of passages) expect(inputs.passage(passage).ids).toEqual(passage.ids);
    }
  });

  test('gives a row the same vectors alone and among others', async () => {
    const passages = golden.flatMap((each) => each.passages);
    const together = await model.engine.embedPassages!(passages);
    for (const [index, passage] of passages.entries()) {
      expect(await model.engine.embedPassages!([passage])).toEqual([together[index]]);
    }
  });
});
