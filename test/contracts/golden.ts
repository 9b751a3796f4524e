/** @file The shapes of `golden.json` of the models in test/fixtures/hub. */
import type { PassageText } from '../../src/engine/engine';

/** One query with token ids of each passage, and the scores by PyTorch. */
export type GoldenScores<More = unknown> = {
  readonly query: string;
  readonly passages: readonly (PassageText & { readonly ids: readonly number[]; readonly score: number } & More)[];
};

/** The scores of a cross-encoder, with the types of the tokens and the logits of the head. */
export type GoldenPairs = GoldenScores<{ readonly types: readonly number[]; readonly logits: readonly number[] }>;

/** The scores of an encoder, with the query's token ids. */
export type GoldenVectors = GoldenScores & { readonly ids: readonly number[] };
