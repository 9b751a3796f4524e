/**
 * @file A deterministic engine without a model, for tests of what stands on one. It ranks by shared words, so that a test's expected
 * order can be read off its texts.
 */
import { RerankError } from '../errors';
import type { Ability, EncodedPassage, Engine, Judgement, PassageText } from './engine';
import { readAs } from './inputs';
import { quantizeTokens } from './token-vectors';
import type { QueryVectors, TokenVectors } from './token-vectors';

export type FakeEngineOptions = {
  /** Words a query may have. Default 64. */
  readonly queryLimit?: number;
  /** Words read of a passage. Default 256. */
  readonly passageLimit?: number;
  /** Called before every row, with what is read of it; throw or delay to play a failing or slow device. */
  readonly beforeRow?: (text: string) => void | Promise<void>;
};

const DIMENSIONS = 32;

export class FakeEngine implements Engine {
  readonly abilities: readonly Ability[] = ['classify', 'embedTokens'];
  readonly build = 'fake@1';
  modelCalls = 0;
  disposed = false;
  readonly #options: Required<FakeEngineOptions>;

  constructor(options: FakeEngineOptions = {}) {
    this.#options = { queryLimit: 64, passageLimit: 256, beforeRow: () => undefined, ...options };
  }

  count(text: string): number {
    return words(text).length;
  }

  cost(passage: PassageText): number {
    return 1 + readAs(passage).length / 4;
  }

  async classify(query: string, passages: readonly PassageText[]): Promise<Judgement[]> {
    const asked = new Set(this.#query(query));
    const judged: Judgement[] = [];
    for (const passage of passages) {
      const { read, truncatedTokens } = await this.#passage(passage);
      const shared = read.filter((word) => asked.has(word)).length;
      judged.push({ logit: shared / Math.sqrt(1 + read.length), truncatedTokens });
    }
    return judged;
  }

  embedQuery(query: string): Promise<QueryVectors> {
    this.modelCalls++;
    const vectors = vectorsOf(this.#query(query));
    return Promise.resolve({ ...vectors, weights: new Float32Array(vectors.rows).fill(1) });
  }

  async embedPassages(passages: readonly PassageText[]): Promise<EncodedPassage[]> {
    const encoded: EncodedPassage[] = [];
    for (const passage of passages) {
      const { read, truncatedTokens } = await this.#passage(passage);
      encoded.push({ vectors: vectorsOf(read), truncatedTokens });
    }
    return encoded;
  }

  /** The start vector stands nowhere. */
  spans(passage: PassageText) {
    const title = readAs(passage).length - passage.text.length;
    const read = [...readAs(passage).matchAll(WORD)].slice(0, this.#options.passageLimit);
    const places = read.map(({ 0: word, index }) => ({ start: index - title, end: index - title + word.length }));
    return [undefined, ...places.map((span) => (span.start < 0 ? undefined : span))];
  }

  dispose(): Promise<void> {
    this.disposed = true;
    return Promise.resolve();
  }

  #query(query: string): string[] {
    const read = words(query);
    const { queryLimit: limit } = this.#options;
    if (read.length <= limit) return read;
    throw new RerankError('query-too-long', `Expected a query of at most ${limit} tokens, got ${read.length}`, {
      details: { limit, count: read.length },
    });
  }

  async #passage(passage: PassageText) {
    await this.#options.beforeRow(readAs(passage));
    this.modelCalls++;
    const all = words(readAs(passage));
    const read = all.slice(0, this.#options.passageLimit);
    return { read, truncatedTokens: all.length - read.length };
  }
}

function words(text: string): string[] {
  return (text.match(WORD) ?? []).map((word) => word.toLowerCase());
}

const WORD = /[\p{L}\p{N}]+/gu;

/** A unit vector a word, the same for the same word, nearly orthogonal for others; a start vector so that none is empty. */
function vectorsOf(read: readonly string[]): TokenVectors {
  const rows = ['', ...read].map(wordVector);
  const flat = Float32Array.from(rows.flat());
  const pooled = normalised(rows[0]!.map((_, d) => rows.reduce((sum, row) => sum + row[d]!, 0)));
  return quantizeTokens(flat, DIMENSIONS, Float32Array.from(pooled));
}

function wordVector(word: string): number[] {
  let state = 2166136261; // FNV-1a, then xorshift
  for (const character of word) state = Math.imul(state ^ character.codePointAt(0)!, 16777619);
  return normalised(
    Array.from({ length: DIMENSIONS }, () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state / 2 ** 31;
    }),
  );
}

function normalised(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
