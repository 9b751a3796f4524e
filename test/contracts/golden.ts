/** @file The shapes of `golden.json` of the models in test/fixtures/hub. */
import type { PassageText } from '../../src/engine/engine';

/** Of one query: token ids of each input, and the score that PyTorch gives. */
export type GoldenScores<More = unknown> = {
  readonly query: string;
  readonly passages: readonly (PassageText & { readonly ids: readonly number[]; readonly score: number } & More)[];
};

/** Of a cross-encoder: also the tokens' types, and the head's logits, which the score is made of. */
export type GoldenPairs = GoldenScores<{ readonly types: readonly number[]; readonly logits: readonly number[] }>;

/** Of an encoder: also the query's token ids. */
export type GoldenVectors = GoldenScores & { readonly ids: readonly number[] };
