/**
 * @file Scores passages that repeat the query by what else they say.
 *
 * A passage with an echo of the query is encoded again without it. Where most of its score came from the echo, the
 * passage gets the score of the rest and is reported as suspect. A question with its answer keeps its score: the answer
 * alone still has most of it. Scores are measured from that of texts that answer nothing. Cost: one encoding for each
 * such passage, which is kept like that of any passage, and those of the three texts.
 */
import type { PassageText } from '../../engine/engine';
import { passageText } from '../../util/passage-text';
import type { PassageScore, Task } from '../contract/method';
import { toEchoQuery, withoutEcho } from './echo';

/** The rest counts as an answer of its own if it keeps this share of the score. `bench/HOSTILE.md` has its effects. */
const LEAST_SHARE_KEPT = 0.2;
/** Texts that answer nothing. The best of their scores is that of a text without any relevance to the query. */
const NEUTRAL: readonly PassageText[] = [
  { text: 'The text of this page could not be found. Please go back to the start page and try again later.' },
  { text: 'We hope that you like it here, and wish you a pleasant day with your family and friends.' },
  { text: 'Call us or write to us if you want to know more about our offers, prices and opening hours.' },
];

/** Returns the logit of each text, which may be no passage of the task. */
export type LogitsOf = (texts: readonly PassageText[]) => Promise<readonly number[]>;

export class EchoCheck {
  readonly #task: Task;
  readonly #query: ReturnType<typeof toEchoQuery>;

  constructor(task: Task) {
    this.#task = task;
    this.#query = toEchoQuery(task.query);
  }

  /** Returns the scores, lower where they came from an echo. */
  async apply(scores: readonly PassageScore[], logitsOf: LogitsOf): Promise<PassageScore[]> {
    const rests = scores.map((score) => this.#restOf(score));
    const texts = rests.filter((rest) => rest !== undefined);
    if (texts.length === 0) return [...scores];
    const logits = await logitsOf([...texts, ...NEUTRAL]);
    const neutral = Math.max(...logits.slice(texts.length));
    let next = 0;
    return scores.map((score, i) => (rests[i] ? judge(score, logits[next++]!, neutral) : score));
  }

  /** A passage that has nothing but the echo may be an honest title, and is left alone. */
  #restOf({ index }: PassageScore): PassageText | undefined {
    if (!this.#query) return undefined;
    const rest = withoutEcho(this.#task.passages[index]!, this.#query);
    return rest && hasWords(passageText(rest)) ? rest : undefined;
  }
}

function judge(score: PassageScore, rest: number, neutral: number): PassageScore {
  const { logit } = score;
  if (logit <= neutral || rest - neutral >= LEAST_SHARE_KEPT * (logit - neutral)) return score;
  return { ...score, logit: rest, suspect: { reason: 'echo', logit } };
}

/** A rest of a few words says too little to be judged by. */
const LEAST_WORDS = 5;

function hasWords(text: string): boolean {
  return (text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) >= LEAST_WORDS;
}
