/**
 * @file Scores passages that repeat the query by what else they say.
 *
 * A passage with an echo of the query is encoded again without it. Where most of its score came from the echo, the
 * passage gets the score of the rest and is reported as suspect. A question with its answer keeps its score: the answer
 * alone still has most of it. Scores are measured from that of an empty text. Cost: one encoding for each such passage
 * that may be relevant, which is kept like that of any passage, and one for the empty text.
 */
import type { PassageText } from '../../engine/engine';
import { uncalibrate } from '../../models/calibration';
import type { ModelCard } from '../../models/card';
import { fittedOf } from '../../models/exits';
import { passageText } from '../../util/passage-text';
import type { PassageScore, Task } from '../contract/method';
import { toEchoQuery, withoutEcho } from './echo';

/** The rest counts as an answer of its own if it keeps this share of the score. `bench/HOSTILE.md` has its effects. */
const LEAST_SHARE_KEPT = 0.3;
/** Stands for an empty text, of which some models have no vectors. */
const EMPTY: PassageText = { text: '.' };

/** A passage whose score waits for that of its rest. */
export type HeldScore = { readonly score: PassageScore; readonly rest: PassageText };

export class EchoCheck {
  readonly held: HeldScore[] = [];
  readonly #task: Task;
  readonly #query: ReturnType<typeof toEchoQuery>;
  readonly #threshold: number | undefined;

  constructor(task: Task) {
    this.#task = task;
    this.#query = toEchoQuery(task.query);
    this.#threshold = thresholdOf(task.card);
  }

  /** Holds the scores that an echo may have raised, and returns the others. */
  hold(scores: readonly PassageScore[]): PassageScore[] {
    return scores.filter((score) => {
      const rest = this.#restOf(score);
      if (rest) this.held.push({ score, rest });
      return rest === undefined;
    });
  }

  /** The passages to encode before `judge`: the rest of each held passage, and an empty text. */
  get texts(): readonly PassageText[] {
    if (this.held.length === 0) return [];
    return [...this.held.map(({ rest }) => rest), EMPTY];
  }

  /** The scores of the held passages. @param logits those of `texts` */
  judge(logits: readonly number[]): PassageScore[] {
    const empty = logits[this.held.length]!;
    return this.held.map(({ score }, i) => {
      const rest = logits[i]!;
      if (score.logit <= empty || rest - empty >= LEAST_SHARE_KEPT * (score.logit - empty)) return score;
      return { ...score, logit: rest, suspect: { reason: 'echo', logit: score.logit } };
    });
  }

  /** A passage that has nothing but the echo may be an honest title, and is left alone. */
  #restOf({ index, logit }: PassageScore): PassageText | undefined {
    if (!this.#query || logit < (this.#threshold ?? -Infinity)) return undefined;
    const rest = withoutEcho(this.#task.passages[index]!, this.#query);
    return rest && hasWords(passageText(rest)) ? rest : undefined;
  }
}

/** A rest of a few words says too little to be judged by. */
const LEAST_WORDS = 5;

function hasWords(text: string): boolean {
  return (text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) >= LEAST_WORDS;
}

/** The logit below which a passage counts as not relevant; undefined for models that do not say. */
function thresholdOf(card: ModelCard): number | undefined {
  const { calibration, threshold } = fittedOf(card);
  return threshold && uncalibrate(threshold.score, calibration);
}
