/**
 * @file The prompts of a released language model, SmolLM2-135M-Instruct, token for token as Hugging Face's classes read
 * them. `python -m rankside_training.released` makes its folders below RANKSIDE_CACHE; without them it is skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { PromptTokenizer } from '../../src/engine/causal/prompt-tokens';
import { PlainTokenizer } from '../../src/engine/tokens/plain-tokenizer';
import { parseCard } from '../../src/models/parse-card';
import { filled, readGolden } from '../engine/causal/golden';

const NAME = 'SmolLM2-135M-Instruct';
const cache = process.env['RANKSIDE_CACHE'] ?? join(homedir(), '.cache/rankside');
const folder = pathToFileURL(`${join(cache, `${NAME}-q8`)}/`);
const present = existsSync(new URL('golden.json', folder));
if (!present) console.warn(`Skipped ${NAME}: "python -m rankside_training.released" makes it in ${cache}`);

describe.skipIf(!present)(NAME, () => {
  test('reads every prompt with the same tokens as Hugging Face', () => {
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
