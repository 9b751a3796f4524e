/**
 * @file A released language model, SmolLM2-135M-Instruct, against Hugging Face's classes over the same weights: prompts
 * token for token, logits, likelihoods, orders and attention, by the package's engine (WASM) and by transformers.js
 * (onnxruntime-node). `python -m rankside_training.released` makes its folders below RANKSIDE_CACHE; without them it is
 * skipped.
 */
import * as transformers from '@huggingface/transformers';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeEnvironment } from '../../src/cli/node-environment';
import { PromptTokenizer } from '../../src/engine/causal/prompt-tokens';
import type { Attention, Engine } from '../../src/engine/engine';
import { PlainTokenizer } from '../../src/engine/tokens/plain-tokenizer';
import { parseCard } from '../../src/models/parse-card';
import type { LoadRequest } from '../../src/protocol/host-api';
import { namedModels } from '../../src/transformers/model-source';
import type { TransformersModule } from '../../src/transformers/host';
import { createFromFolder } from '../contracts/tiny-models';
import { filled, readGolden } from '../engine/causal/golden';

const NAME = 'SmolLM2-135M-Instruct';
const cache = process.env['RANKSIDE_CACHE'] ?? join(homedir(), '.cache/rankside');
const folderOf = (suffix: string) => pathToFileURL(`${join(cache, `${NAME}${suffix}`)}/`);
const present = existsSync(new URL('golden.json', folderOf('-q4')));
if (!present) console.warn(`Skipped ${NAME}: "python -m rankside_training.released" makes it in ${cache}`);

/** Both engines multiply weights of 8 or 4 bits by activations in fp32, as PyTorch does with the same weights. */
const LOGIT = 2e-3;
const LIKELIHOOD = 5e-3;
const ATTENTION = 1e-3;

const DTYPES = { q8: 'int8', q4: 'q4' } as const;
const ENGINES: Readonly<Record<string, (bits: keyof typeof DTYPES) => Promise<Engine>>> = {
  'the package’s engine': async (bits) => (await createFromFolder(folderOf(`-${bits}`))).engine,
  'transformers.js': async (bits) => {
    const platform = { fetch: nodeEnvironment.fetch, threads: () => 1 };
    const source = namedModels(transformers as unknown as TransformersModule, platform);
    const request = { model: folderOf('').href, cache: 'memory', assets: {}, avoid: [] } as unknown as LoadRequest;
    const candidate = { device: 'wasm', dtype: DTYPES[bits], name: bits } as const;
    const start = { request, warn: () => undefined, onEvent: () => undefined };
    return (await source.start(candidate, start)).engine;
  },
};

const cases = Object.keys(ENGINES).flatMap((by) => (['q8', 'q4'] as const).map((bits) => ({ by, bits })));

describe.skipIf(!present).each(cases)(`${NAME}, $bits by $by`, ({ by, bits }) => {
  // The prompts about the first query: every kind, in half of the time.
  const golden = present ? readGolden(new URL('golden.json', folderOf(`-${bits}`))).slice(0, 8) : [];
  let engine: Engine;
  beforeAll(async () => void (engine = await ENGINES[by]!(bits)), 120_000);
  afterAll(() => engine.dispose());

  test('gives the logits, likelihoods, texts and attention of PyTorch', { timeout: 300_000 }, async () => {
    for (const each of golden) {
      const prompt = filled(each);
      if ('labels' in each) {
        const [answer] = await engine.nextTokenLogits!([prompt], each.labels);
        expectClose(answer!.logits, each.logits, LOGIT);
      } else if ('total' in each) {
        const [likelihood] = await engine.logLikelihood!([prompt], each.query);
        expectClose([likelihood!.total], [each.total], LIKELIHOOD);
      } else if ('text' in each) {
        const texts: string[] = [];
        for await (const { text } of engine.generate!(prompt, each.limit)) texts.push(text);
        expect(texts.at(-1)).toBe(each.text);
      } else if ('masses' in each) {
        const [{ masses }] = (await engine.attend!([prompt])) as [Attention];
        each.masses.forEach((mass, passage) => expectClose([...masses[passage]!], mass, ATTENTION));
      }
    }
  });
});

describe.skipIf(!present)(NAME, () => {
  test('reads every prompt with the same tokens as Hugging Face', () => {
    const folder = folderOf('-q8');
    const { limits, chat } = parseCard(JSON.parse(readFileSync(new URL('card.json', folder), 'utf8')));
    const plain = new PlainTokenizer(JSON.parse(readFileSync(new URL('tokenizer.json', folder), 'utf8')));
    const tokenizer = new PromptTokenizer(plain, limits, chat!);
    const golden = readGolden(new URL('golden.json', folder));
    expect(golden.length).toBeGreaterThan(10);
    for (const each of golden) {
      const prompt = filled(each);
      const target = each.prompt === 'query-likelihood' ? [{ text: each.query, from: 'query' as const }] : [];
      const common = 'labels' in each ? tokenizer.encodeAnswers(prompt, each.labels).common : [];
      const { ids } = tokenizer.encode({ ...prompt, answer: [...prompt.answer, ...target] });
      expect([...ids, ...common], each.prompt).toEqual(each.ids);
    }
  });
});

function expectClose(found: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, index) => expect(Math.abs(found[index]! - value)).toBeLessThanOrEqual(tolerance));
}
