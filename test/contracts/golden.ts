/** @file The shapes of `golden.json` of the models in test/fixtures/hub. */
import type { PassageText } from '../../src/engine/engine';

/** Of one query: token ids and token types of each pair, the head's logits and the score that they come to. */
export type GoldenPairs = {
  readonly query: string;
  readonly passages: readonly (PassageText & {
    readonly ids: readonly number[];
    readonly types: readonly number[];
    readonly logits: readonly number[];
    readonly score: number;
  })[];
};
