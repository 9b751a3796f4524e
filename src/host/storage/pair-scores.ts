/**
 * @file Scores of pairs that a joint method has judged before, least recently used out first; behind them those that outlived a page.
 *
 * Late interaction keeps vectors, which serve any query; a cross-encoder keeps nothing but this. Keyed by the texts themselves. One belongs
 * to one model, depth and method; only scores that depend on nothing but their pair go in.
 */
import type { PassageText } from '../../engine/engine';
import { LruMap } from '../../util/lru-map';
import type { PassageScore } from '../../methods/contract/method';
import { passageKey } from '../../util/passage-key';
import type { PairScore, ScoreStorage } from './score-storage';

/** What is asked of a passage; an empty instruction is the card's own. */
export type Question = { readonly query: string; readonly instruction: string };

/** In UTF-16 units of keys: some thousands of passages. */
const BUDGET = 8 * 2 ** 20;

export class PairScores {
  readonly #entries: LruMap<PairScore>;
  readonly #storage: ScoreStorage | undefined;
  readonly #unstored: [key: string, score: PairScore][] = [];

  constructor(storage?: ScoreStorage, budget = BUDGET) {
    this.#storage = storage;
    this.#entries = new LruMap({ budget, sizeOf: (key) => key.length });
  }

  /** Brings into memory what is stored of `rows`. */
  async recall(question: Question, passages: readonly PassageText[], rows: readonly number[]): Promise<void> {
    const keys = rows.map((row) => pairKey(question, passages[row]!)).filter((key) => !this.#entries.has(key));
    const found = (await this.#storage?.read(keys)) ?? [];
    found.forEach((score, place) => score && this.#entries.set(keys[place]!, score));
  }

  /** Stores what was kept since the last time. */
  async store(): Promise<void> {
    const some = this.#unstored.splice(0);
    if (some.length > 0) await this.#storage?.write(some);
  }

  /** Those of `rows` that were judged before. */
  find(question: Question, passages: readonly PassageText[], rows: readonly number[]): PassageScore[] {
    return rows.flatMap((index) => {
      const kept = this.get(question, passages[index]!);
      return kept ? [{ index, ...kept }] : [];
    });
  }

  /** In memory; `store` does the rest. */
  keep(question: Question, passages: readonly PassageText[], scores: readonly PassageScore[]): void {
    for (const score of scores) this.set(question, passages[score.index]!, score);
  }

  get(question: Question, passage: PassageText): PairScore | undefined {
    return this.#entries.get(pairKey(question, passage));
  }

  set(question: Question, passage: PassageText, { logit, truncatedTokens }: PairScore): void {
    const key = pairKey(question, passage);
    this.#entries.set(key, { logit, truncatedTokens });
    if (this.#storage) this.#unstored.push([key, { logit, truncatedTokens }]);
  }
}

/** Each text after its length: either may hold any character. */
function pairKey({ query, instruction }: Question, passage: PassageText): string {
  return `${instruction.length}:${instruction}${query.length}:${query}${passageKey(passage)}`;
}
