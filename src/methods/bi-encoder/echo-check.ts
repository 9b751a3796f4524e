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

/** Returns the logit of each text, which may be no passage of the task. */
export type LogitsOf = (texts: readonly PassageText[]) => Promise<readonly number[]>;

export class EchoCheck {
  readonly #task: Task;
  readonly #query: ReturnType<typeof toEchoQuery>;
  readonly #threshold: number | undefined;

  constructor(task: Task) {
    this.#task = task;
    this.#query = toEchoQuery(task.query);
    this.#threshold = thresholdOf(task.card);
  }

  /** Returns the scores, lower where they came from an echo. */
  async apply(scores: readonly PassageScore[], logitsOf: LogitsOf): Promise<PassageScore[]> {
    const rests = scores.map((score) => this.#restOf(score));
    const texts = rests.filter((rest) => rest !== undefined);
    if (texts.length === 0) return [...scores];
    const logits = await logitsOf([...texts, EMPTY]);
    const empty = logits.at(-1)!;
    let next = 0;
    return scores.map((score, i) => (rests[i] ? judge(score, logits[next++]!, empty) : score));
  }

  /** A passage that has nothing but the echo may be an honest title, and is left alone. */
  #restOf({ index, logit }: PassageScore): PassageText | undefined {
    if (!this.#query || logit < (this.#threshold ?? -Infinity)) return undefined;
    const rest = withoutEcho(this.#task.passages[index]!, this.#query);
    return rest && hasWords(passageText(rest)) ? rest : undefined;
  }
}

function judge(score: PassageScore, rest: number, empty: number): PassageScore {
  const { logit } = score;
  if (logit <= empty || rest - empty >= LEAST_SHARE_KEPT * (logit - empty)) return score;
  return { ...score, logit: rest, suspect: { reason: 'echo', logit } };
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
