/**
 * @file Scores of pairs that a joint method has judged before, least recently used out first.
 *
 * Late interaction keeps vectors, which serve any query; a cross-encoder keeps nothing but this. Keyed by the texts themselves. One belongs
 * to one model, depth and method; only scores that depend on nothing but their pair go in.
 */
import type { PassageText } from '../src/engine/engine';
import type { RowScore } from '../src/methods/method';
import { keyOf } from '../src/util/passage-key';

/** What is asked of a passage; an empty instruction is the card's own. */
export type Question = { readonly query: string; readonly instruction: string };

type Kept = Pick<RowScore, 'logit' | 'truncatedTokens'>;

/** In UTF-16 units of keys: some thousands of passages. */
const BUDGET = 8 * 2 ** 20;

export class PairScores {
  readonly #entries = new Map<string, Kept>();
  readonly #budget: number;
  #units = 0;

  constructor(budget = BUDGET) {
    this.#budget = budget;
  }

  /** Those of `rows` that were judged before. */
  find(question: Question, passages: readonly PassageText[], rows: readonly number[]): RowScore[] {
    return rows.flatMap((index) => {
      const kept = this.get(question, passages[index]!);
      return kept ? [{ index, ...kept }] : [];
    });
  }

  keep(question: Question, passages: readonly PassageText[], scores: readonly RowScore[]): void {
    for (const score of scores) this.set(question, passages[score.index]!, score);
  }

  get(question: Question, passage: PassageText): Kept | undefined {
    const key = pairKey(question, passage);
    const found = this.#entries.get(key);
    if (!found) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, found);
    return found;
  }

  set(question: Question, passage: PassageText, { logit, truncatedTokens }: Kept): void {
    const key = pairKey(question, passage);
    if (!this.#entries.delete(key)) this.#units += key.length;
    this.#entries.set(key, { logit, truncatedTokens });
    for (const oldest of this.#entries.keys()) {
      if (this.#units <= this.#budget) break;
      this.#entries.delete(oldest);
      this.#units -= oldest.length;
    }
  }
}

/** Each text after its length: either may hold any character. */
function pairKey({ query, instruction }: Question, passage: PassageText): string {
  return `${instruction.length}:${instruction}${query.length}:${query}${keyOf(passage)}`;
}
