/**
 * @file A deterministic engine without a model, for tests of code that uses an engine. It ranks by shared words, so the
 * expected order of a test can be seen from its texts.
 */
import { RerankError } from '../core/errors';
import type { TokenizedText } from '../passages/windows';
import type { FilledPrompt } from '../prompts/prompt';
import { ABILITIES } from '../models/abilities';
import type {
  EncodedPassage,
  Engine,
  Generated,
  PairLogit,
  LabelLogits,
  Likelihood,
  PassageText,
} from '../engine/engine';
import type { Attention, PlaceLogits, Places, TermWeights } from '../engine/engine';
import { answerOf, attentionOf, likelihoodOf, logitsOf, placeLogitsOf, readPrompt } from './fake-language';
import { relevance, WORD, wordsOf } from './fake-language';
import type { FakePrompt } from './fake-language';
import { hashOf, vectorsOf } from './fake-vectors';
import { passageText } from '../util/passage-text';
import type { QueryVectors } from '../engine/token-vectors';

export type FakeEngineOptions = {
  /** The largest number of words in a query. Default 64. */
  readonly queryLimit?: number;
  /** Number of words that are read of a passage. Default 256. */
  readonly passageLimit?: number;
  /** Called before every row with its text. Throw or delay to simulate a failing or slow device. */
  readonly beforeRow?: (text: string) => void | Promise<void>;
};

export class FakeEngine implements Engine {
  readonly abilities = ABILITIES;
  readonly build = 'fake@1';
  modelCalls = 0;
  disposed = false;
  readonly #options: Required<FakeEngineOptions>;

  constructor(options: FakeEngineOptions = {}) {
    this.#options = { queryLimit: 64, passageLimit: 256, beforeRow: () => undefined, ...options };
  }

  count(text: string): number {
    return wordsOf(text).length;
  }

  cost(passage: PassageText): number {
    return 1 + passageText(passage).length / 4;
  }

  async classify(query: string, passages: readonly PassageText[]): Promise<PairLogit[]> {
    const queryWords = this.#query(query);
    const results: PairLogit[] = [];
    for (const passage of passages) {
      const { read, truncatedTokens } = await this.#passage(passage);
      results.push({ logit: relevance(read, queryWords), truncatedTokens });
    }
    return results;
  }

  embedQuery(query: string, expansion: readonly string[] = []): Promise<QueryVectors> {
    this.modelCalls++;
    const share = Math.floor(this.#options.passageLimit / Math.max(1, expansion.length));
    const more = expansion.flatMap((text) => wordsOf(text).slice(0, share));
    const vectors = vectorsOf([...this.#query(query), ...more]);
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

  async embed(kind: 'query' | 'passage', texts: readonly PassageText[]): Promise<EncodedPassage[]> {
    if (kind === 'query') for (const text of texts) this.#query(passageText(text));
    const encoded = await this.embedPassages(texts);
    return encoded.map(({ vectors, truncatedTokens }) => ({
      vectors: { ...vectors, rows: 0, components: new Int8Array(0), scales: new Float32Array(0) },
      truncatedTokens,
    }));
  }

  termsOf(query: string): number[] {
    return this.#query(query).map(hashOf);
  }

  async termWeights(passages: readonly PassageText[]): Promise<TermWeights[]> {
    const results: TermWeights[] = [];
    for (const passage of passages) {
      const { read, truncatedTokens } = await this.#passage(passage);
      results.push({
        weights: new Map(read.map((word) => [hashOf(word), 1 / Math.sqrt(1 + read.length)])),
        truncatedTokens,
      });
    }
    return results;
  }

  async nextTokenLogits(prompts: readonly FilledPrompt[], labels: readonly string[]): Promise<LabelLogits[]> {
    return this.#each(prompts, (reading) => ({ logits: logitsOf(reading, labels) }));
  }

  async placeLogits(prompt: FilledPrompt, { labels }: Places): Promise<PlaceLogits> {
    const [answer] = await this.#each([prompt], (reading) => ({ logits: placeLogitsOf(reading, labels) }));
    return answer!;
  }

  async logLikelihood(prompts: readonly FilledPrompt[], target: string): Promise<Likelihood[]> {
    const words = this.#query(target);
    return this.#each(prompts, (reading) => likelihoodOf(reading, words));
  }

  /** Each token is one word and one model call. */
  async *generate(prompt: FilledPrompt, limit: number): AsyncGenerator<Generated, void, void> {
    const reading = await this.#read(prompt);
    const { truncatedTokens } = reading;
    let text = '';
    for (const token of answerOf(reading).slice(0, limit)) {
      this.modelCalls++;
      text += token;
      yield await Promise.resolve({ text, truncatedTokens });
    }
  }

  async attend(prompts: readonly FilledPrompt[]): Promise<Attention[]> {
    return this.#each(prompts, (reading) => ({ masses: attentionOf(reading) }));
  }

  /** The start vector has no span. */
  spans(passage: PassageText) {
    const title = passageText(passage).length - passage.text.length;
    const read = [...passageText(passage).matchAll(WORD)].slice(0, this.#options.passageLimit);
    const spans = read.map(({ 0: word, index }) => ({ start: index - title, end: index - title + word.length }));
    return [undefined, ...spans.map((span) => (span.start < 0 ? undefined : span))];
  }

  tokensOf({ title = '', text }: PassageText): TokenizedText {
    const spans = [...text.matchAll(WORD)].map(({ 0: word, index }) => ({ start: index, end: index + word.length }));
    return {
      text,
      spans,
      limit: this.#options.passageLimit - wordsOf(title).length,
      count: (part: string) => this.count(part),
    };
  }

  dispose(): Promise<void> {
    this.disposed = true;
    return Promise.resolve();
  }

  #query(query: string): string[] {
    const read = wordsOf(query);
    const { queryLimit: limit } = this.#options;
    if (read.length <= limit) return read;
    throw new RerankError('query-too-long', `Expected a query of at most ${limit} tokens, got ${read.length}`, {
      details: { limit, count: read.length },
    });
  }

  async #passage(passage: PassageText) {
    await this.#options.beforeRow(passageText(passage));
    this.modelCalls++;
    const all = wordsOf(passageText(passage));
    const read = all.slice(0, this.#options.passageLimit);
    return { read, truncatedTokens: all.length - read.length };
  }

  async #each<T>(prompts: readonly FilledPrompt[], read: (reading: FakePrompt) => T) {
    const results: (T & Pick<FakePrompt, 'truncatedTokens'>)[] = [];
    for (const prompt of prompts) {
      const reading = await this.#read(prompt);
      this.modelCalls++;
      results.push({ ...read(reading), truncatedTokens: reading.truncatedTokens });
    }
    return results;
  }

  async #read(prompt: FilledPrompt): Promise<FakePrompt> {
    const reading = readPrompt(prompt, this.#options.passageLimit);
    this.#query(reading.query.join(' '));
    await this.#options.beforeRow(reading.passages[0]?.join(' ') ?? '');
    return reading;
  }
}
