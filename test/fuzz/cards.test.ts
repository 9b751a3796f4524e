import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { root } from '../../scripts/paths.mjs';
import { checkMetadata, checkTree } from '../../src/models/hub/check-metadata';
import { parseCard } from '../../src/models/parse-card';
import { fuzzRounds } from '../fuzz-rounds';
import { damaged } from './damaged';

const numRuns = 200 * fuzzRounds;
const cardOf = async (name: string): Promise<object> =>
  JSON.parse(await readFile(join(root, 'test/fixtures/models', name, 'card.json'), 'utf8')) as object;

/** A check passes what it is given or throws an error that says what was expected. */
function expectClearAnswer(check: () => void): void {
  try {
    check();
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toMatch(/^TypeError: Expected /);
    expect(String(error).length).toBeLessThan(400);
  }
}

describe('files of a model with one damaged field', () => {
  test.each(['tiny-late', 'tiny-cross', 'tiny-qwen'])('the card of %s is passed or refused', async (name) => {
    const card = await cardOf(name);
    expect(() => parseCard(card)).not.toThrow();
    fc.assert(
      fc.property(damaged(card), (each) => expectClearAnswer(() => parseCard(each))),
      { numRuns },
    );
  });

  test('the card of a language model with a prompt of its own is passed or refused', async () => {
    const prompt = { name: 'yes-no', system: 'Judge.', user: 'Q: {query}\nP: {passage}', fields: ['query', 'passage'] };
    const card = { ...(await cardOf('tiny-qwen')), instruction: 'Judge', prompts: { 'yes-no': prompt } };
    expect(() => parseCard(card)).not.toThrow();
    const places = { prompts: card.prompts, instruction: card.instruction };
    fc.assert(
      fc.property(damaged(places), (each) => expectClearAnswer(() => parseCard({ ...card, ...each }))),
      { numRuns },
    );
  });

  test('the settings of a hub are passed or refused', () => {
    const files = {
      config: { architectures: ['BertModel'], hidden_size: 32, num_hidden_layers: 2, id2label: { '0': 'no' } },
      tokenizerConfig: { model_max_length: 512 },
      tokenizer: {
        added_tokens: [{ id: 0, content: '[PAD]' }],
        normalizer: { type: 'Sequence', normalizers: [{ type: 'Lowercase' }] },
        model: { type: 'WordPiece', vocab: { a: 1 } },
      },
    };
    const more = { 'modules.json': [{ idx: 0 }], 'chat_template.jinja': '{{ messages }}' };
    expect(() => checkMetadata({ ...files, more })).not.toThrow();
    fc.assert(
      fc.property(damaged(files), damaged(more), fc.boolean(), (settings, others, isOther) =>
        expectClearAnswer(() => checkMetadata(isOther ? { ...files, more: others } : { ...settings, more })),
      ),
      { numRuns },
    );
  });

  test('the list of files of a hub is passed or refused', () => {
    const lfs = { oid: 'a'.repeat(64), size: 3 };
    const tree = { list: [{ type: 'file', path: 'model.onnx', size: 130, lfs }] };
    fc.assert(
      fc.property(damaged(tree), ({ list }) => expectClearAnswer(() => checkTree(list))),
      { numRuns },
    );
  });
});
