/**
 * @file A cache of the scores of query-passage pairs, in memory and optionally in storage. The least recently used are
 * dropped first.
 *
 * Late interaction caches vectors, which are useful for any query; a cross-encoder can only cache scores. A cache
 * belongs to one model, depth and method, is keyed by the texts, and holds only scores that depend on nothing but their
 * pair.
 */
import type { PassageText } from '../../engine/engine';
import { LruMap } from '../../util/lru-map';
import type { PassageScore } from '../../methods/contract/method';
import { passageKey } from '../../util/passage-key';
import type { PairScore, ScoreStorage } from './score-storage';

/** A query and its instruction; an empty instruction stands for the card's. */
export type InstructedQuery = { readonly query: string; readonly instruction: string };

/** In UTF-16 units of keys: a few thousand passages. */
const BUDGET = 8 * 2 ** 20;

export class PairScores {
  readonly #entries: LruMap<PairScore>;
  readonly #storage: ScoreStorage | undefined;
  readonly #unstored: [key: string, score: PairScore][] = [];

  constructor(storage?: ScoreStorage, budget = BUDGET) {
    this.#storage = storage;
    this.#entries = new LruMap({ budget, sizeOf: (key) => key.length });
  }

  /** Reads the stored scores of the passages at `indices` into memory. */
  async loadStored(
    query: InstructedQuery,
    passages: readonly PassageText[],
    indices: readonly number[],
  ): Promise<void> {
    const keys = indices.map((index) => pairKey(query, passages[index]!)).filter((key) => !this.#entries.has(key));
    const found = (await this.#storage?.read(keys)) ?? [];
    found.forEach((score, i) => score && this.#entries.set(keys[i]!, score));
  }

  /** Writes the scores that are new since the last call to storage. */
  async writeStored(): Promise<void> {
    const entries = this.#unstored.splice(0);
    if (entries.length > 0) await this.#storage?.write(entries);
  }

  /** Returns the known scores of the passages at `indices`. */
  find(query: InstructedQuery, passages: readonly PassageText[], indices: readonly number[]): PassageScore[] {
    return indices.flatMap((index) => {
      const found = this.get(query, passages[index]!);
      return found ? [{ index, ...found }] : [];
    });
  }

  /** Keeps scores in memory; `writeStored` writes them to storage. */
  keep(query: InstructedQuery, passages: readonly PassageText[], scores: readonly PassageScore[]): void {
    for (const score of scores) this.set(query, passages[score.index]!, score);
  }

  /** Drops all scores in memory and those that are still to be stored. */
  clear(): void {
    this.#entries.clear();
    this.#unstored.length = 0;
  }

  get(query: InstructedQuery, passage: PassageText): PairScore | undefined {
    return this.#entries.get(pairKey(query, passage));
  }

  set(query: InstructedQuery, passage: PassageText, { logit, truncatedTokens }: PairScore): void {
    const key = pairKey(query, passage);
    this.#entries.set(key, { logit, truncatedTokens });
    if (this.#storage) this.#unstored.push([key, { logit, truncatedTokens }]);
  }
}

/** Each text follows its length, because a text may contain any separator. */
function pairKey({ query, instruction }: InstructedQuery, passage: PassageText): string {
  return `${instruction.length}:${instruction}${query.length}:${query}${passageKey(passage)}`;
}
