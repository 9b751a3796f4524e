/**
 * @file From a filled prompt to tokens: turns by the card's chat template, texts line by line, passages cut to the room there is.
 *
 * A line is tokenized as a whole, literal and text from outside together, since tokens may reach across the seam; no token reaches across
 * a line break that is followed by more. Control tokens come from the template alone.
 */
import { RerankError } from '../../core/errors';
import type { ModelCard } from '../../models/card';
import type { Chat } from '../../models/chat';
import { onOneLine } from '../../prompts/prompt';
import type { FilledPrompt, Piece } from '../../prompts/prompt';
import type { PlainTokenizer } from '../tokens/plain-tokenizer';
import { cutToTokens } from './cut-to-tokens';
import { splitIntoLines } from './split-into-lines';
import type { Line } from './split-into-lines';

/** From the first token up to, but without, the last. */
export type Span = { readonly from: number; readonly to: number };

export type PromptTokens = {
  readonly ids: readonly number[];
  /** Leading tokens that do not depend on what comes last, passages or query: what prompts of one task have in common. */
  readonly shared: number;
  readonly query: Span | undefined;
  readonly passages: readonly Span[];
  /** Of each passage. */
  readonly truncatedTokens: readonly number[];
};

type Builder = {
  readonly ids: number[];
  readonly passages: Span[];
  readonly truncatedTokens: number[];
  /** Where the lines of passages and of the query begin, of the user's turn. */
  readonly starts: { passage?: number; query?: number };
  query: Span | undefined;
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

  /** Tokens that a text takes on its line. */
  count(text: string): number {
    return this.#measure(text, 0).total;
  }

  /**
   * A query's tokens as they stand on a line.
   *
   * @throws RerankError `query-too-long`
   */
  queryTokens(query: string): readonly number[] {
    const text = this.#checkLength({ text: onOneLine(query), from: 'query' });
    return this.#measure(text, this.#limits.query).ids;
  }

  /**
   * @param reserve tokens that an answer may take
   * @throws RerankError `query-too-long`; RangeError when a prompt has no room for its passages
   */
  encode(prompt: FilledPrompt, reserve = 0): PromptTokens {
    const whole = this.#build(prompt, this.#limits.passage);
    const over = whole.ids.length + reserve - (this.#limits.prompt ?? Infinity);
    if (over <= 0) return toPromptTokens(whole);
    const read = whole.passages.reduce((sum, { from, to }) => sum + to - from, 0);
    const room = Math.floor((read - over) / whole.passages.length);
    if (!(room > 0)) {
      throw new RangeError(
        `Expected a prompt of at most ${this.#limits.prompt} tokens, got ${whole.ids.length + reserve}`,
      );
    }
    return toPromptTokens(this.#build(prompt, room));
  }

  /** Tokens that all `answers` begin with after `prompt`, and the ones in which they differ. */
  encodeAnswers(prompt: FilledPrompt, answers: readonly string[]) {
    const opening = prompt.answer.map(({ text }) => text).join('');
    const before = this.#encodeLiteral(opening.trimEnd()).length;
    const ways = answers.map((answer) => this.#encodeLiteral(opening + answer).slice(before));
    let common = 0;
    while (ways.every((way) => way.length > common + 1 && way[common] === ways[0]![common])) common++;
    const tokens = ways.map((way) => way[common]!);
    if (new Set(tokens).size === answers.length) return { common: ways[0]!.slice(0, common), tokens };
    throw new RerankError(
      'model-invalid',
      `Expected the tokenizer to tell ${answers.join(', ')} apart by one token, got ${tokens.join(', ')}`,
    );
  }

  #build(prompt: FilledPrompt, room: number): Builder {
    const built: Builder = { ids: [], passages: [], truncatedTokens: [], starts: {}, query: undefined };
    let run: Piece[] = [];
    let isUser = false;
    const flush = () => {
      for (const line of splitIntoLines(run)) this.#addLine(built, line, room, isUser);
      run = [];
      isUser = false;
    };
    for (const part of this.#chat.parts) {
      if ('id' in part) {
        flush();
        built.ids.push(part.id);
      } else if ('text' in part) run.push({ text: part.text, from: 'prompt' });
      else {
        isUser ||= part.slot === 'user';
        run.push(...(part.slot === 'answer' ? withoutTrailingSpace(prompt.answer) : prompt[part.slot]));
      }
    }
    flush();
    return built;
  }

  #addLine(built: Builder, { before, field, after }: Line, room: number, isUser: boolean): void {
    const start = built.ids.length;
    if (!field) {
      built.ids.push(...this.#encodeLiteral(before));
      return;
    }
    const text = field.from === 'passage' ? this.#cutPassage(built, field.text, room) : this.#checkLength(field);
    if (isUser && (field.from === 'query' || field.from === 'passage')) built.starts[field.from] ??= start;
    const span = this.#spanOf(before, text, start);
    if (field.from === 'passage') built.passages.push(span);
    if (field.from === 'query') built.query = span;
    built.ids.push(...this.#encode(before + text + after));
  }

  #spanOf(before: string, text: string, start: number): Span {
    const from = start + this.#encodeLiteral(before.trimEnd()).length;
    return { from, to: text === '' ? from : start + this.#encode(before + text).length };
  }

  #cutPassage(built: Builder, text: string, room: number): string {
    const { total } = this.#measure(text, room);
    const kept = total <= room ? text : cutToTokens(text, room, (some) => this.count(some));
    built.truncatedTokens.push(total <= room ? 0 : total - this.count(kept));
    return kept;
  }

  /** A query is never cut. */
  #checkLength({ text, from }: Piece): string {
    const { query: limit } = this.#limits;
    const count = from === 'query' ? this.#measure(text, limit).total : 0;
    if (count <= limit) return text;
    throw new RerankError('query-too-long', `Expected a query of at most ${limit} tokens, got ${count}`, {
      details: { limit, count },
    });
  }

  /** A text stands after a space. */
  #measure(text: string, limit: number) {
    return text === '' ? { ids: [], total: 0 } : this.#tokenizer.encodeUpTo(` ${text}`, limit);
  }

  /** Our own words come again and again. */
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

function toPromptTokens({ ids, passages, truncatedTokens, starts, query }: Builder): PromptTokens {
  const { passage = 0, query: asked = 0 } = starts;
  return { ids, shared: Math.max(passage, asked), query, passages, truncatedTokens };
}

/** The space before an answer belongs to the answer's first token. */
function withoutTrailingSpace(pieces: readonly Piece[]): Piece[] {
  return pieces.map((piece, at) => (at === pieces.length - 1 ? { ...piece, text: piece.text.trimEnd() } : piece));
}
