/**
 * @file A cache of the scores of query-passage pairs, in memory and optionally in storage. The least recently used are
 * dropped first.
 *
 * Late interaction caches vectors, which are useful for any query; a cross-encoder can only cache scores. A cache
 * belongs to one model, depth and method, is keyed by the texts, and holds only scores that depend on nothing but their
 * pair.
 */
import type { PassageText } from '../../engine/engine';
import type { RowScore } from '../../methods/contract/method';
import { keyOf } from '../../util/passage-key';
import type { PairScore, ScoreStorage } from './score-storage';

/** A query and its instruction; an empty instruction stands for the card's. */
export type InstructedQuery = { readonly query: string; readonly instruction: string };

/** In UTF-16 units of keys: a few thousand passages. */
const BUDGET = 8 * 2 ** 20;

export class PairScores {
  readonly #entries = new Map<string, PairScore>();
  readonly #storage: ScoreStorage | undefined;
  readonly #budget: number;
  readonly #unstored: [key: string, score: PairScore][] = [];
  #units = 0;

  constructor(storage?: ScoreStorage, budget = BUDGET) {
    this.#storage = storage;
    this.#budget = budget;
  }

  /** Reads the stored scores of the passages at `indices` into memory. */
  async loadStored(
    query: InstructedQuery,
    passages: readonly PassageText[],
    indices: readonly number[],
  ): Promise<void> {
    const keys = indices.map((index) => pairKey(query, passages[index]!)).filter((key) => !this.#entries.has(key));
    const found = (await this.#storage?.read(keys)) ?? [];
    found.forEach((score, i) => score && this.#put(keys[i]!, score));
  }

  /** Writes the scores that are new since the last call to storage. */
  async writeStored(): Promise<void> {
    const entries = this.#unstored.splice(0);
    if (entries.length > 0) await this.#storage?.write(entries);
  }

  /** Returns the known scores of the passages at `indices`. */
  find(query: InstructedQuery, passages: readonly PassageText[], indices: readonly number[]): RowScore[] {
    return indices.flatMap((index) => {
      const found = this.get(query, passages[index]!);
      return found ? [{ index, ...found }] : [];
    });
  }

  /** Keeps scores in memory; `writeStored` writes them to storage. */
  keep(query: InstructedQuery, passages: readonly PassageText[], scores: readonly RowScore[]): void {
    for (const score of scores) this.set(query, passages[score.index]!, score);
  }

  get(query: InstructedQuery, passage: PassageText): PairScore | undefined {
    const key = pairKey(query, passage);
    const found = this.#entries.get(key);
    if (!found) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, found);
    return found;
  }

  set(query: InstructedQuery, passage: PassageText, { logit, truncatedTokens }: PairScore): void {
    const key = pairKey(query, passage);
    this.#put(key, { logit, truncatedTokens });
    if (this.#storage) this.#unstored.push([key, { logit, truncatedTokens }]);
  }

  #put(key: string, score: PairScore): void {
    if (!this.#entries.delete(key)) this.#units += key.length;
    this.#entries.set(key, score);
    for (const oldest of this.#entries.keys()) {
      if (this.#units <= this.#budget) break;
      this.#entries.delete(oldest);
      this.#units -= oldest.length;
    }
  }
}

/** Each text follows its length, because a text may contain any separator. */
function pairKey({ query, instruction }: InstructedQuery, passage: PassageText): string {
  return `${instruction.length}:${instruction}${query.length}:${query}${keyOf(passage)}`;
}
