/** @file The engine of encoders: turns texts into rows, and reads vectors and relevance logits of the rows. */
import type { ModelCard } from '../../models/card';
import type { EncodedPassage, Engine, PairLogit, PassageText } from '../engine';
import type { Ability } from '../../models/abilities';
import { Inputs } from '../tokens/inputs';
import { passageText } from '../../util/passage-text';
import type { PlainTokenizer } from '../tokens/plain-tokenizer';
import { expectFinite, expectNotAllZero } from '../runtimes/outputs';
import type { Matcher } from '../runtimes/runtime';
import { RecentResults } from '../../util/recent-results';
import type { QueryVectors, TokenVectors } from '../token-vectors';
import type { RowEncoder } from './row-encoder';

type Parts = {
  /** Cut to the depth in use by `cutToDepth`. */
  readonly card: ModelCard;
  readonly tokenizer: PlainTokenizer;
  readonly rows: RowEncoder;
  /** Build and version of the runtime. */
  readonly build: string;
  readonly matcher?: Matcher | undefined;
};

export class EncoderEngine implements Engine {
  readonly abilities: readonly Ability[];
  readonly build: string;
  readonly #parts: Parts;
  readonly #inputs: Inputs;
  readonly #queries = new RecentResults<Promise<QueryVectors>>(CACHED_QUERIES);

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#inputs = new Inputs(parts.tokenizer, parts.card);
    this.abilities = parts.card.abilities;
    this.build = parts.build;
  }

  get modelCalls(): number {
    return this.#parts.rows.modelCalls;
  }

  count(text: string): number {
    return this.#inputs.count(text);
  }

  cost(passage: PassageText): number {
    const { limits } = this.#parts.card;
    return Math.min(limits.pair ?? limits.passage, 4 + passageText(passage).length / CHARACTERS_PER_TOKEN);
  }

  async classify(query: string, passages: readonly PassageText[]): Promise<PairLogit[]> {
    const rows = passages.map((passage) => this.#inputs.pair(query, passage));
    const logits = await this.#parts.rows.classify(rows);
    expectNotAllZero(logits);
    return logits.map((logit, row) => ({ logit: expectFinite(logit), truncatedTokens: rows[row]!.truncatedTokens }));
  }

  async embedQuery(query: string, expansion: readonly string[] = []): Promise<QueryVectors> {
    const encode = async (): Promise<QueryVectors> => {
      return this.#parts.rows.encodeQuery(this.#inputs.query(query, expansion));
    };
    return expansion.length > 0 ? encode() : this.#queries.get(query, encode);
  }

  bestMatches(query: QueryVectors, passages: readonly TokenVectors[]): Float32Array[] | undefined {
    return this.#parts.matcher?.bestMatches(query, passages);
  }

  async embedPassages(passages: readonly PassageText[]): Promise<EncodedPassage[]> {
    const rows = passages.map((passage) => this.#inputs.passage(passage));
    const all = await this.#parts.rows.encodePassages(rows);
    return all.map((vectors, index) => ({ vectors, truncatedTokens: rows[index]!.truncatedTokens }));
  }

  async embed(kind: 'query' | 'passage', texts: readonly PassageText[]): Promise<EncodedPassage[]> {
    if (kind === 'passage') return this.embedPassages(texts);
    const queries = await Promise.all(texts.map((text) => this.embedQuery(passageText(text))));
    return queries.map((vectors) => ({ vectors, truncatedTokens: 0 }));
  }

  spans(passage: PassageText, query?: string) {
    return this.#inputs.spans(passage, query);
  }

  tokensOf(passage: PassageText, query: string) {
    return this.#inputs.tokens(passage, this.abilities.includes('classify') ? query : undefined);
  }

  dispose(): Promise<void> {
    return this.#parts.rows.release();
  }
}

/**
 * Number of queries whose vectors are kept: a call needs its query several times, and a person who types often returns
 * to one.
 */
const CACHED_QUERIES = 16;

/** English has about four and a half characters per token. The estimate only determines the sizes of micro-batches. */
const CHARACTERS_PER_TOKEN = 4;
