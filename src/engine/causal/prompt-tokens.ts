/**
 * @file Turns a filled prompt into tokens: builds turns by the card's chat template, tokenizes them line by line, and
 * cuts passages to fit.
 *
 * A line is tokenized as a whole, because a token may span the boundary between the prompt's own words and the caller's
 * text. No token spans a line break that is followed by more text. Control tokens come only from the template.
 */
import { RerankError } from '../../core/errors';
import type { ModelCard } from '../../models/card';
import type { Chat } from '../../models/chat';
import { onOneLine } from '../../prompts/prompt';
import type { Places } from '../engine';
import type { FilledPrompt, PromptPart } from '../../prompts/prompt';
import type { PlainTokenizer } from '../tokens/plain-tokenizer';
import { cutToTokens } from './cut-to-tokens';
import { splitIntoLines } from './split-into-lines';
import type { Line } from './split-into-lines';

/** The tokens from `from` up to, but not including, `to`. */
export type Span = { readonly from: number; readonly to: number };

export type PromptTokens = {
  readonly ids: readonly number[];
  /**
   * Number of leading tokens before the field that comes last, passages or query. The prompts of one task share these
   * tokens.
   */
  readonly shared: number;
  readonly query: Span | undefined;
  readonly passages: readonly Span[];
  /** Number of tokens up to the end of the last line with a passage. */
  readonly passagesEnd: number;
  /** Number of tokens that were cut off each passage. */
  readonly truncatedTokens: readonly number[];
};

/** How the possible answers of a prompt continue its tokens. */
export type AnswerTokens = {
  /** Number of the prompt's last tokens to leave out: a token may span the end of the answer's opening, as in `[A`. */
  readonly dropped: number;
  /** The tokens with which all answers begin. */
  readonly common: readonly number[];
  /** The further tokens of each answer; there is at least one. */
  readonly rest: readonly (readonly number[])[];
};

type Builder = {
  readonly ids: number[];
  readonly passages: Span[];
  readonly truncatedTokens: number[];
  /** The first tokens of the lines with passages and with the query, in the user's turn. */
  readonly starts: { passage?: number; query?: number };
  query: Span | undefined;
  passagesEnd: number;
};

export class PromptTokenizer {
  readonly #tokenizer: PlainTokenizer;
  readonly #limits: ModelCard['limits'];
  readonly #chat: Chat;
  readonly #literals = new Map<string, readonly number[]>();

  constructor(tokenizer: PlainTokenizer, limits: ModelCard['limits'], chat: Chat) {
    this.#tokenizer = tokenizer;
    this.#limits = limits;
    this.#chat = chat;
  }

  /** Number of tokens of a text on a line. */
  count(text: string): number {
    return this.#measure(text, 0).total;
  }

  /**
   * The tokens of a query on a line.
   *
   * @throws RerankError `query-too-long`
   */
  queryTokens(query: string): readonly number[] {
    const text = this.#checkLength({ text: onOneLine(query), from: 'query' });
    return this.#measure(text, this.#limits.query).ids;
  }

  /**
   * The tokens of a prompt. If the prompt is too long, all passages are cut to the same limit.
   *
   * @param reserve number of tokens to leave for the answer
   * @throws RerankError `query-too-long`; RangeError if the prompt is too long even without its passages
   */
  encode(prompt: FilledPrompt, reserve = 0): PromptTokens {
    return this.encodeAlike([prompt], reserve)[0]!;
  }

  /**
   * The tokens of prompts about the same passages. Passages are cut to the same limit in all of them, so that their
   * tokens are the same. Otherwise as `encode`.
   */
  encodeAlike(prompts: readonly FilledPrompt[], reserve = 0): PromptTokens[] {
    const full = prompts.map((prompt) => this.#build(prompt, this.#limits.passage));
    const limit = Math.min(...full.map((built) => this.#passageLimitFor(built, reserve)));
    if (limit === this.#limits.passage) return full.map(toPromptTokens);
    return prompts.map((prompt) => toPromptTokens(this.#build(prompt, limit)));
  }

  /** The limit of a passage with which a prompt that was built without one fits. */
  #passageLimitFor({ ids, passages }: Builder, reserve: number): number {
    const over = ids.length + reserve - (this.#limits.prompt ?? Infinity);
    if (over <= 0) return this.#limits.passage;
    const passageTokens = passages.reduce((sum, { from, to }) => sum + to - from, 0);
    const limit = Math.floor((passageTokens - over) / passages.length);
    if (limit > 0) return limit;
    throw new RangeError(`Expected a prompt of at most ${this.#limits.prompt} tokens, got ${ids.length + reserve}`);
  }

  /**
   * How `answers` continue a prompt.
   *
   * @throws RerankError `model-invalid` if the tokens of an answer begin those of another one
   */
  encodeAnswers(prompt: FilledPrompt, answers: readonly string[]): AnswerTokens {
    const opening = prompt.answer.map(({ text }) => text).join('');
    const before = this.#encodeLiteral(opening.trimEnd());
    const tokenized = answers.map((answer) => this.#encodeLiteral(opening + answer));
    const common = commonLength(tokenized.map((each) => each.slice(0, -1)));
    const kept = commonLength([before, tokenized[0]!.slice(0, common)]);
    const rest = tokenized.map((each) => each.slice(common));
    const begins = (one: readonly number[], other: readonly number[]) => one.every((id, index) => other[index] === id);
    if (!rest.some((one) => rest.some((other) => one !== other && begins(one, other)))) {
      return { dropped: before.length - kept, common: tokenized[0]!.slice(kept, common), rest };
    }
    throw new RerankError(
      'model-invalid',
      `Expected the tokenizer to tell ${answers.join(', ')} apart, got ${rest.map((ids) => ids.join(' ')).join(', ')}`,
    );
  }

  /**
   * The tokens of a prompt with `places` in its answer, and where each place's label is read.
   *
   * @throws RerankError `model-invalid` if one token does not tell the labels apart
   */
  encodePlaces(prompt: FilledPrompt, { openings, labels, filler }: Places) {
    let text = prompt.answer.map((part) => part.text).join('');
    const found = openings.map((opening) => {
      const tokenized = labels.map((label) => this.#encodeLines(text + opening + label));
      const common = commonLength(tokenized.map((each) => each.slice(0, -1)));
      text += opening + filler;
      return { before: tokenized[0]!.slice(0, common), tokens: tokenized.map((each) => each[common]!) };
    });
    const answer = this.#encodeLines(text);
    const read = this.encode({ ...prompt, answer: [{ text, from: 'prompt' }] });
    const start = read.ids.length - answer.length;
    for (const { before, tokens } of found) {
      if (new Set(tokens).size === labels.length && commonLength([before, answer]) === before.length) continue;
      const message = `Expected the tokenizer to tell ${labels.join(', ')} apart by one token, got ${tokens.join(', ')}`;
      throw new RerankError('model-invalid', message);
    }
    return { read, places: found.map(({ before, tokens }) => ({ position: start + before.length - 1, tokens })) };
  }

  #build(prompt: FilledPrompt, passageLimit: number): Builder {
    const built: Builder = { ids: [], passages: [], truncatedTokens: [], starts: {}, query: undefined, passagesEnd: 0 };
    let turn: PromptPart[] = [];
    let isUser = false;
    const flush = () => {
      for (const line of splitIntoLines(turn)) this.#addLine(built, line, passageLimit, isUser);
      turn = [];
      isUser = false;
    };
    for (const part of this.#chat.parts) {
      if ('id' in part) {
        flush();
        built.ids.push(part.id);
      } else if ('text' in part) turn.push({ text: part.text, from: 'prompt' });
      else {
        isUser ||= part.slot === 'user';
        turn.push(...(part.slot === 'answer' ? withoutTrailingSpace(prompt.answer) : prompt[part.slot]));
      }
    }
    flush();
    return built;
  }

  #addLine(built: Builder, { before, field, after }: Line, passageLimit: number, isUser: boolean): void {
    const start = built.ids.length;
    if (!field) {
      built.ids.push(...this.#encodeLiteral(before));
      return;
    }
    const text =
      field.from === 'passage' ? this.#cutPassage(built, field.text, passageLimit) : this.#checkLength(field);
    if (isUser && (field.from === 'query' || field.from === 'passage')) built.starts[field.from] ??= start;
    const span = this.#spanOf(before, text, start);
    if (field.from === 'passage') built.passages.push(span);
    if (field.from === 'query') built.query = span;
    built.ids.push(...this.#encode(before + text + after));
    if (field.from === 'passage') built.passagesEnd = built.ids.length;
  }

  #spanOf(before: string, text: string, start: number): Span {
    const from = start + this.#encodeLiteral(before.trimEnd()).length;
    return { from, to: text === '' ? from : start + this.#encode(before + text).length };
  }

  #cutPassage(built: Builder, text: string, passageLimit: number): string {
    const { total } = this.#measure(text, passageLimit);
    const kept = total <= passageLimit ? text : cutToTokens(text, passageLimit, (part) => this.count(part));
    built.truncatedTokens.push(total <= passageLimit ? 0 : total - this.count(kept));
    return kept;
  }

  /** The text of a piece; a query is never cut. @throws RerankError `query-too-long` */
  #checkLength({ text, from }: PromptPart): string {
    const { query: limit } = this.#limits;
    const count = from === 'query' ? this.#measure(text, limit).total : 0;
    if (count <= limit) return text;
    throw new RerankError('query-too-long', `Expected a query of at most ${limit} tokens, got ${count}`, {
      details: { limit, count },
    });
  }

  /** Tokenizes a text as it appears in a prompt, after a space. */
  #measure(text: string, limit: number) {
    return text === '' ? { ids: [], total: 0 } : this.#tokenizer.encodeUpTo(` ${text}`, limit);
  }

  #encodeLines(text: string): number[] {
    return splitIntoLines([{ text, from: 'prompt' }]).flatMap(({ before }) => this.#encodeLiteral(before));
  }

  /** Tokenizes the prompt's own words, which are the same in every prompt. */
  #encodeLiteral(text: string): readonly number[] {
    const known = this.#literals.get(text);
    if (known) return known;
    const ids = this.#encode(text);
    this.#literals.set(text, ids);
    return ids;
  }

  #encode(text: string): readonly number[] {
    return text === '' ? [] : this.#tokenizer.encodeUpTo(text, Infinity).ids;
  }
}

/** Number of leading tokens that all lists share. */
function commonLength([first = [], ...others]: readonly (readonly number[])[]): number {
  const end = first.findIndex((id, index) => others.some((other) => other[index] !== id));
  return end < 0 ? first.length : end;
}

function toPromptTokens({ starts, ...built }: Builder): PromptTokens {
  return { ...built, shared: Math.max(starts.passage ?? 0, starts.query ?? 0) };
}

/** Removes the space before an answer, which belongs to the answer's first token. */
function withoutTrailingSpace(pieces: readonly PromptPart[]): PromptPart[] {
  return pieces.map((piece, index) => (index === pieces.length - 1 ? { ...piece, text: piece.text.trimEnd() } : piece));
}
