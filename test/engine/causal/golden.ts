/** @file PyTorch's answers to prompts: `golden.json` of the tiny causal models. */
import { readFileSync } from 'node:fs';
import type { PassageText } from '../../../src/engine/engine';
import { PromptTokenizer } from '../../../src/engine/causal/prompt-tokens';
import { PlainTokenizer } from '../../../src/engine/tokens/plain-tokenizer';
import { setwisePrompt } from '../../../src/prompts/comparing';
import { inContextPrompt, listwisePrompt } from '../../../src/prompts/listing';
import { queryLikelihoodPrompt, termWeightsPrompt, yesNoPrompt } from '../../../src/prompts/pointwise';
import { fill } from '../../../src/prompts/prompt';
import type { FilledPrompt } from '../../../src/prompts/prompt';
import { tinyCard } from '../../contracts/tiny-models';

export const CAUSAL = ['tiny-qwen', 'tiny-llama'] as const;
export type CausalName = (typeof CAUSAL)[number];

type Asked<Prompt extends string, Answer> = {
  readonly prompt: Prompt;
  readonly query: string;
  readonly passages: readonly PassageText[];
  readonly ids: readonly number[];
} & Answer;

export type Golden =
  | Asked<'yes-no' | 'setwise', { readonly labels: readonly string[]; readonly logits: readonly number[] }>
  | Asked<'query-likelihood', { readonly total: number; readonly tokens: number }>
  | Asked<'listwise', { readonly limit: number; readonly tokens: number; readonly text: string }>
  | Asked<'in-context', { readonly masses: readonly (readonly number[])[] }>
  | Asked<'term-weights', { readonly weights: Readonly<Record<string, number>> }>;

export function goldenOf(name: CausalName): Golden[] {
  return readGolden(fixture(name, 'golden.json'));
}

export function readGolden(file: URL): Golden[] {
  return JSON.parse(readFileSync(file, 'utf8')) as Golden[];
}

export function promptTokenizer(name: CausalName): PromptTokenizer {
  const { limits, chat } = tinyCard(name);
  return new PromptTokenizer(plainTokenizer(name), limits, chat!);
}

export function plainTokenizer(name: CausalName): PlainTokenizer {
  return new PlainTokenizer(JSON.parse(readFileSync(fixture(name, 'tokenizer.json'), 'utf8')));
}

/** The prompt as the methods fill it. */
export function filled({ prompt, query, passages }: Golden): FilledPrompt {
  const texts = passages.map(({ title, text }) => (title ? `${title}\n${text}` : text));
  const count = String(passages.length);
  const labelled = (labels: readonly string[]) => texts.map((passage, index) => ({ label: labels[index]!, passage }));
  const numbered = labelled(texts.map((_, index) => String(index + 1)));
  switch (prompt) {
    case 'yes-no':
      return fill(yesNoPrompt, { query, passage: texts[0]! });
    case 'setwise':
      return fill(setwisePrompt, { query, count, labels: 'A, B or C', items: labelled(['A', 'B', 'C']) });
    case 'query-likelihood':
      return fill(queryLikelihoodPrompt, { passage: texts[0]! });
    case 'listwise':
      return fill(listwisePrompt, { query, count, items: numbered });
    case 'in-context':
      return fill(inContextPrompt, { query, count, items: numbered });
    case 'term-weights':
      return fill(termWeightsPrompt, { passage: texts[0]! });
  }
}

function fixture(name: CausalName, file: string): URL {
  return new URL(`../../fixtures/models/${name}/${file}`, import.meta.url);
}
