/** @file Small tokenizers of the three kinds that models have, and the same as Hugging Face's library builds them. */
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

/** The tokenizer as the library builds it, which finds special tokens in the text. */
export function untouchedTokenizer(kind: Kind): Tokenizer {
  return new Tokenizer(tokenizerJson(kind), {});
}

/** The spellings of all added tokens, which must not become control tokens. */
export function controlTexts(kind: Kind): string[] {
  return tokenizerJson(kind).added_tokens.map((token) => token.content);
}

export function vocabularySize(kind: Kind): number {
  const { vocab } = tokenizerJson(kind).model;
  return Array.isArray(vocab) ? vocab.length : Object.keys(vocab).length;
}
