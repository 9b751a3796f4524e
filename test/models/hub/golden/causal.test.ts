import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PromptTokenizer } from '../../../../src/engine/causal/prompt-tokens';
import { PlainTokenizer } from '../../../../src/engine/tokens/plain-tokenizer';
import { promptTextOf } from '../../../../src/methods/contract/model-calls';
import { promptOf } from '../../../../src/models/prompt-of';
import { crossEncoder } from '../../../../src/methods/pointwise/cross-encoder';
import { yesNo } from '../../../../src/methods/pointwise/yes-no';
import { chatFormatOf } from '../../../../src/models/hub/chat-formats';
import type { HubTokenizer } from '../../../../src/models/hub/hub-files';
import { yesNoPrompt } from '../../../../src/prompts/pointwise';
import { fill } from '../../../../src/prompts/prompt';
import type { GoldenScores } from '../../../contracts/golden';
import { createFromHub, goldenOf, tokenizerOf } from '../../../contracts/hub-models';
import type { FromHub } from '../../../contracts/hub-models';
import { logitsOf, runAll, taskOf } from '../../../contracts/tasks';
import { tinyCard } from '../../../contracts/tiny-models';
import { fixtureFiles } from '../../../host/fixture-repositories';
import { startHubOf } from '../../../host/hub-server';
import type { Hub } from '../../../host/hub-server';

const golden = goldenOf('qwen') as Record<string, GoldenScores[]>;
let hub: Hub;
beforeAll(async () => void (hub = await startHubOf(fixtureFiles)));
afterAll(() => hub.close());

describe.each(Object.keys(golden))('%s from a hub, against PyTorch', (name) => {
  let model: FromHub;
  beforeAll(async () => void (model = await createFromHub(hub, name)));
  afterAll(() => model.engine.dispose());

  test('reads the same tokens', () => {
    const { limits, chat } = model.card;
    const tokenizer = new PromptTokenizer(new PlainTokenizer(tokenizerOf('qwen')), limits, chat!);
    const prompt = promptOf({ card: model.card, instruction: undefined }, yesNoPrompt);
    for (const { query, passages } of golden[name]!) {
      passages.forEach(({ ids }, row) => {
        const filled = fill(prompt, { query, passage: promptTextOf({ passages }, row) });
        const { common } = tokenizer.encodeAnswers(filled, prompt.labels ?? ['yes', 'no']);
        expect([...tokenizer.encode(filled).ids, ...common]).toEqual(ids);
      });
    }
  });

  test('gives the same score for yes against no', async () => {
    for (const { query, passages } of golden[name]!) {
      const logits = logitsOf(await runAll(yesNo, taskOf(model.card, passages, { query }), model.engine));
      passages.forEach(({ score }, row) => expect(Math.abs(logits.get(row)! - score)).toBeLessThanOrEqual(1e-3));
    }
  });
});

describe('Qwen3-Reranker-tiny-seq-cls from a hub: a language model with a classifier’s head', () => {
  let model: FromHub;
  beforeAll(async () => void (model = await createFromHub(hub, 'Qwen3-Reranker-tiny-seq-cls')));
  afterAll(() => model.engine.dispose());

  test('is asked with the prompt of its name, and answers as PyTorch does', async () => {
    expect(model.card).toMatchObject({ method: 'cross-encoder', abilities: ['classify'] });
    for (const { query, passages } of goldenOf('qwen-classifier') as GoldenScores[]) {
      const judged = await model.engine.classify!(query, passages);
      passages.forEach(({ score }, row) => expect(Math.abs(judged[row]!.logit - score)).toBeLessThanOrEqual(1e-3));
    }
  });

  test('hears the call’s instruction, by default the one it was trained with', async () => {
    const [{ query, passages }] = goldenOf('qwen-classifier') as [GoldenScores];
    const logits = async (instruction?: string) =>
      logitsOf(await runAll(crossEncoder, { ...taskOf(model.card, passages, { query }), instruction }, model.engine));
    const own = await logits();
    expect(await logits(model.card.instruction)).toEqual(own);
    expect(await logits('Find what a baker would buy')).not.toEqual(own);
  });

  test('refuses a query that is too long', async () => {
    await expect(model.engine.classify!('bread '.repeat(2000), [{ text: 'bread' }])).rejects.toThrow(
      'Expected a query of at most 256 tokens',
    );
  });
});

test('a graph of half precision keeps keys and values in it, and gives nearly the same score', async () => {
  const files = fixtureFiles('tiny/instruct')!;
  const half = { ...files, 'onnx/model.onnx': files['onnx/model_fp16.onnx']! };
  const other = await startHubOf((id) => (id === 'tiny/instruct' ? half : undefined));
  const { engine, card } = await createFromHub(other, 'instruct');
  for (const { query, passages } of golden['instruct']!) {
    const logits = logitsOf(await runAll(yesNo, taskOf(card, passages, { query }), engine));
    passages.forEach(({ score }, row) => expect(Math.abs(logits.get(row)! - score)).toBeLessThanOrEqual(0.1));
  }
  await engine.dispose();
  await other.close();
});

describe('chatOf()', () => {
  const tokenizer = (name: string) =>
    JSON.parse(readFileSync(new URL(`../../../fixtures/models/${name}/tokenizer.json`, import.meta.url), 'utf8')) as HubTokenizer; // prettier-ignore

  test.each([
    ['tiny-qwen', true],
    ['tiny-llama', false],
  ] as const)('tells the turns of %s by its control tokens', (name, thinks) => {
    const { parts, stop } = chatFormatOf(tokenizer(name), thinks);
    expect(parts).toEqual(tinyCard(name).chat!.parts);
    expect(stop).toEqual(expect.arrayContaining([...tinyCard(name).chat!.stop]));
  });

  test('adds no thought where the model does not think', () => {
    const { parts } = chatFormatOf(tokenizer('tiny-qwen'), false);
    expect(parts.slice(-2)).toEqual([{ text: 'assistant\n' }, { slot: 'answer' }]);
  });

  test.each([
    ['<start_of_turn>', '<end_of_turn>', '<bos>'],
    ['<|user|>', '<|assistant|>', '<|end|>', '<|system|>'],
    ['<|start_of_role|>', '<|end_of_role|>', '<|end_of_text|>'],
    ['[INST]', '[/INST]', '<s>', '</s>'],
  ])('knows a tokenizer with %s', (...marks) => {
    const { parts, stop } = chatFormatOf({ added_tokens: marks.map((content, id) => ({ content, id })) }, false);
    expect(parts.filter((part) => 'id' in part).length).toBeGreaterThanOrEqual(3);
    expect(parts.filter((part) => 'slot' in part).map(({ slot }) => slot)).toEqual(['system', 'user', 'answer']);
    expect(stop.length).toBeGreaterThan(0);
    for (const part of parts) if ('text' in part) expect(part.text).not.toMatch(/[<[]/);
  });

  test('lets a model without turns go on with a text', () => {
    expect(chatFormatOf({}, false).parts).toEqual([{ slot: 'system' }, { text: '\n\n' }, { slot: 'user' }, { text: '\n' }, { slot: 'answer' }]); // prettier-ignore
  });
});
