/**
 * @file The engine of causal language models. It reads prompts in the card's chat template one at a time, without
 * padding, and reuses keys and values between runs.
 *
 * The beginning that the prompts of a task share is read once, and so is a passage that a query follows.
 */
import { RerankError } from '../../core/errors';
import type { ModelCard } from '../../models/card';
import { promptOf } from '../../models/prompt-of';
import { termWeightsPrompt, yesNoPrompt } from '../../prompts/pointwise';
import type { TokenizedText } from '../../passages/windows';
import { fill } from '../../prompts/prompt';
import type { FilledPrompt } from '../../prompts/prompt';
import type { Attention, Engine, Generated, PairLogit, LabelLogits } from '../engine';
import type { Ability, Head } from '../../models/abilities';
import type { Likelihood, PassageText, PlaceLogits, Places, TermWeights } from '../engine';
import { passageText } from '../../util/passage-text';
import { expectFinite, expectNotAllZero } from '../runtimes/outputs';
import type { PlainTokenizer } from '../tokens/plain-tokenizer';
import { relevanceLogit } from '../relevance';
import type { Runtime, Session } from '../runtimes/runtime';
import { Decoder } from './decoder';
import type { Past, Step, StepOptions } from './decoder';
import { sumAttention, largestByToken, likeliestToken, logNormalizer, logProbability } from './logits';
import { PromptTokenizer } from './prompt-tokens';
import type { PromptTokens } from './prompt-tokens';
import { Prefixes } from './prefixes';

type Parts = {
  readonly card: ModelCard;
  readonly tokenizer: PlainTokenizer;
  readonly sessions: readonly Session[];
  readonly runtime: Pick<Runtime, 'build'>;
};

export class CausalEngine implements Engine {
  readonly abilities: readonly Ability[];
  readonly build: string;
  modelCalls = 0;
  readonly #tokenizer: PlainTokenizer;
  readonly #prompts: PromptTokenizer;
  readonly #decoder: Decoder;
  readonly #stop: ReadonlySet<number>;
  readonly #passageLimit: number;
  readonly #headTokens: readonly number[] | undefined;
  readonly #card: ModelCard;
  #prefixes = new Prefixes();

  /** @throws RerankError `model-invalid` if the card has no chat template or no decoder */
  constructor({ card, tokenizer, sessions: [session], runtime }: Parts) {
    const { chat, decoder, limits } = card;
    if (!chat || !decoder || !session) {
      throw new RerankError('model-invalid', `Expected the card of ${card.name} to have a chat template and a decoder`);
    }
    this.abilities = card.abilities;
    this.build = runtime.build;
    this.#tokenizer = tokenizer;
    this.#prompts = new PromptTokenizer(tokenizer, limits, chat);
    this.#decoder = new Decoder(session, decoder);
    this.#stop = new Set(chat.stop);
    this.#passageLimit = limits.passage;
    this.#headTokens = decoder.tokens;
    this.#card = card;
  }

  count(text: string): number {
    return this.#prompts.count(text);
  }

  cost(passage: PassageText): number {
    return Math.min(this.#passageLimit, 4 + passageText(passage).length / CHARACTERS_PER_TOKEN);
  }

  /** The card's limit for a passage already leaves space for the prompt's own words. */
  tokensOf({ title, text }: PassageText): TokenizedText {
    const count = (part: string) => this.count(part);
    const limit = this.#passageLimit - (title ? count(title) : 0);
    return { text, spans: this.#tokenizer.spansUpTo(text, Infinity), limit, count };
  }

  /** The classification head gives one logit for each label, at the end of the yes-no prompt. */
  async classify(query: string, passages: readonly PassageText[], instruction?: string): Promise<PairLogit[]> {
    const prompt = promptOf({ card: this.#card, instruction }, yesNoPrompt);
    const results: PairLogit[] = [];
    for (const passage of passages) {
      const read = this.#prompts.encode(fill(prompt, { query, passage: passageText(passage) }));
      const { logits } = await this.#run(read.ids, this.#decoder.emptyPast, { classify: true });
      const logit = expectFinite(relevanceLogit(logits, this.#card.relevance));
      results.push({ logit, truncatedTokens: read.truncatedTokens[0] ?? 0 });
    }
    expectNotAllZero(results.map(({ logit }) => logit));
    return results;
  }

  async nextTokenLogits(prompts: readonly FilledPrompt[], labels: readonly string[]): Promise<LabelLogits[]> {
    const answers: LabelLogits[] = [];
    for (const prompt of prompts) {
      const { dropped, common, rest } = this.#prompts.encodeAnswers(prompt, labels);
      const read = this.#prompts.encode(prompt);
      const ids = read.ids.slice(0, read.ids.length - dropped);
      const step = await this.#readPrompt({ ...read, ids }, common);
      expectNotAllZero(step.logits);
      answers.push({ logits: await this.#labelLogits(step, rest), truncatedTokens: read.truncatedTokens });
    }
    return answers;
  }

  async placeLogits(prompt: FilledPrompt, places: Places): Promise<PlaceLogits> {
    const { read, places: found } = this.#prompts.encodePlaces(prompt, places);
    const keepLogits = read.ids.length - (found[0]?.position ?? 0);
    const { logits, vocabulary } = await this.#readPrompt(read, [], { keepLogits });
    const first = read.ids.length - keepLogits;
    const logitsAt = (position: number, id: number) =>
      expectFinite(logits[(position - first) * vocabulary + this.#logitIndexOf(id)]!);
    return {
      logits: found.map(({ position, tokens }) => tokens.map((id) => logitsAt(position, id))),
      truncatedTokens: read.truncatedTokens,
    };
  }

  async logLikelihood(prompts: readonly FilledPrompt[], target: string): Promise<Likelihood[]> {
    const likelihoods: Likelihood[] = [];
    for (const prompt of prompts) {
      const answer = [...prompt.answer, { text: target, from: 'query' as const }];
      const read = this.#prompts.encode({ ...prompt, answer });
      const { from } = read.query!;
      const wanted = read.ids.slice(from);
      // The logits of the first token are those at the position before it.
      const step = await this.#readPrompt(read, [], { keepLogits: wanted.length + 1 }, from - 1);
      const total = wanted.reduce((sum, id, position) => sum + logProbability(step, position, id), 0);
      likelihoods.push({ total: expectFinite(total), tokens: wanted.length, truncatedTokens: read.truncatedTokens });
    }
    return likelihoods;
  }

  /** @throws RerankError `query-too-long` */
  termsOf(query: string): number[] {
    return [...this.#prompts.queryTokens(query)];
  }

  async termWeights(passages: readonly PassageText[]): Promise<TermWeights[]> {
    const prompt = promptOf({ card: this.#card, instruction: undefined }, termWeightsPrompt);
    const results: TermWeights[] = [];
    for (const passage of passages) {
      const read = this.#prompts.encode(fill(prompt, { passage: passageText(passage) }));
      const { from, to } = read.passages[0]!;
      const step = await this.#run(read.ids, this.#decoder.emptyPast, { termWeights: true });
      const { data } = step.termWeights!; // (1, tokens)
      const weights = largestByToken(read.ids.slice(from, to), data.subarray(from, to));
      results.push({ weights, truncatedTokens: read.truncatedTokens[0] ?? 0 });
    }
    return results;
  }

  async *generate(prompt: FilledPrompt, limit: number): AsyncGenerator<Generated, void, void> {
    const read = this.#prompts.encode(prompt, limit);
    const generated: number[] = [];
    let step = await this.#readPrompt(read);
    while (generated.length < limit) {
      const token = likeliestToken(step.logits);
      if (this.#stop.has(token)) return;
      generated.push(token);
      yield { text: this.#tokenizer.decode(generated), truncatedTokens: read.truncatedTokens };
      if (generated.length < limit) step = await this.#run([token], step.past);
    }
  }

  async attend(prompts: readonly FilledPrompt[], heads?: readonly Head[]): Promise<Attention[]> {
    const found: Attention[] = [];
    for (const read of this.#prompts.encodeAlike(prompts)) {
      const { ids, query, passages, passagesEnd, truncatedTokens } = read;
      if (!query || query.to === query.from || query.from < passagesEnd)
        throw new TypeError('Expected a prompt with a query after its passages, got none');
      const attend = { from: 0, to: ids.length - passagesEnd };
      const { attended } = await this.#readPrompt({ ...read, shared: passagesEnd }, [], { attend });
      found.push({ masses: passages.map((span) => sumAttention(attended!, span, heads)), truncatedTokens });
    }
    return found;
  }

  dispose(): Promise<void> {
    this.#prefixes = new Prefixes();
    return this.#decoder.release();
  }

  /** The index of a token's logit. A head may have logits for a few tokens only. */
  #logitIndexOf(id: number): number {
    const row = this.#headTokens ? this.#headTokens.indexOf(id) : id;
    if (row >= 0) return row;
    throw new RerankError(
      'model-invalid',
      `Expected an answer among the tokens of the head (${String(this.#headTokens)}), got ${id}`,
    );
  }

  /**
   * The logit of each label's first token after `step`. Labels that share it are told apart by their next tokens, whose
   * log-probabilities are added.
   */
  async #labelLogits(step: Step, labels: readonly (readonly number[])[]): Promise<number[]> {
    const first = labels.map(([id]) => id!);
    const found = first.map((id) => expectFinite(step.logits[this.#logitIndexOf(id)]!));
    for (const id of new Set(first.filter((each, index) => first.indexOf(each) !== index))) {
      const same = [...first.keys()].filter((index) => first[index] === id);
      const next = await this.#run([id], step.past);
      const further = await this.#labelLogits(
        next,
        same.map((index) => labels[index]!.slice(1)),
      );
      same.forEach((index, i) => (found[index]! += further[i]! - logNormalizer(next.logits)));
    }
    return found;
  }

  /**
   * Runs the model over a prompt and then `more` tokens.
   *
   * @param alsoShared a number of leading tokens, more than `shared`, that prompts of later tasks share
   */
  async #readPrompt(
    { ids, shared }: Pick<PromptTokens, 'ids' | 'shared'>,
    more: readonly number[] = [],
    options: StepOptions = {},
    alsoShared = shared,
  ): Promise<Step> {
    let past = this.#decoder.emptyPast;
    let from = 0;
    for (const to of [shared, alsoShared]) {
      if (to <= from) continue;
      past = await this.#readShared(ids, from, to, past);
      from = to;
    }
    return this.#run([...ids.slice(from), ...more], past, options);
  }

  #readShared(ids: readonly number[], from: number, to: number, before: Past): Promise<Past> {
    return this.#prefixes.after(ids.slice(0, to), async () => (await this.#run(ids.slice(from, to), before)).past);
  }

  #run(ids: readonly number[], past: Past, options?: StepOptions): Promise<Step> {
    this.modelCalls++;
    return this.#decoder.run(ids, past, options);
  }
}

/** English has about four and a half characters per token. The estimate only determines the sizes of micro-batches. */
const CHARACTERS_PER_TOKEN = 4;
