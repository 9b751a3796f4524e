/** @file The three kinds of tokenizer that models come with, small, and the ones that Hugging Face's library makes of them untouched. */
import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import { PlainTokenizer } from '../../../src/engine/tokens/plain-tokenizer';

type TokenizerJson = {
  readonly added_tokens: readonly { readonly id: number; readonly content: string }[];
  readonly model: { readonly vocab: Readonly<Record<string, number>> | readonly unknown[] };
};

export const KINDS = ['wordpiece', 'bpe', 'unigram'] as const;
export type Kind = (typeof KINDS)[number];

export function tokenizerJson(kind: Kind): TokenizerJson {
  const file = new URL(`../../fixtures/models/tokenizers/${kind}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as TokenizerJson;
}

export function plainTokenizer(kind: Kind): PlainTokenizer {
  return new PlainTokenizer(tokenizerJson(kind));
}

/** As the library makes it, which reads special tokens out of the text. */
export function untouchedTokenizer(kind: Kind): Tokenizer {
  return new Tokenizer(tokenizerJson(kind), {});
}

/** What stands between a text and the model's control positions: every added token's own spelling. */
export function controlTexts(kind: Kind): string[] {
  return tokenizerJson(kind).added_tokens.map((token) => token.content);
}

export function vocabularySize(kind: Kind): number {
  const { vocab } = tokenizerJson(kind).model;
  return Array.isArray(vocab) ? vocab.length : Object.keys(vocab).length;
}
