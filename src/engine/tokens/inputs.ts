/**
 * @file Turns texts into model inputs: tokenizes them, adds control tokens by the card's template, and truncates
 * passages, never queries.
 */
import { passageText } from '../../util/passage-text';
import { RerankError } from '../../core/errors';
import type { ModelCard, Template, TemplatePart } from '../../models/card';
import type { TokenizedText } from '../../passages/windows';
import type { PassageText } from '../engine';
import type { TextSpan } from '../../core/types';
import type { PlainTokenizer } from './plain-tokenizer';

/** One row of model input. Without its optional fields, every token is attended to and every vector is kept. */
export type InputRow = {
  readonly ids: readonly number[];
  readonly types: readonly number[];
  /** Number of tokens of the passage that were cut off. */
  readonly truncatedTokens: number;
  /** Number of leading tokens that the model attends to. Default: all. */
  readonly attended?: number;
  /** Indices of the tokens whose vectors are kept. Default: all. */
  readonly keptTokens?: readonly number[];
};

type Field = 'query' | 'passage';

export class Inputs {
  readonly #tokenizer: PlainTokenizer;
  readonly #card: ModelCard;

  constructor(tokenizer: PlainTokenizer, card: ModelCard) {
    this.#tokenizer = tokenizer;
    this.#card = card;
  }

  count(text: string): number {
    return this.#tokenizer.encodeUpTo(text, this.#card.limits.passage).total;
  }

  /**
   * @param expansion texts that are read after the query as a part of it. They share the tokens that the query leaves
   * of a passage's limit.
   * @throws RerankError `query-too-long` with `limit` and `count` in tokens, control tokens included.
   */
  query(query: string, expansion: readonly string[] = []): InputRow {
    const template = this.#template('query');
    const { template: own, limits } = this.#card;
    const { before, expand } = own;
    const ids = this.#queryIds((before?.query ?? '') + query, limits.query, controlCount(template));
    const available = Math.max(0, limits.passage - controlCount(template) - ids.length);
    const share = Math.floor(available / Math.max(1, expansion.length));
    const more = expansion.flatMap((text) => this.#tokenizer.encodeUpTo(`\n${text}`, share).ids);
    const row = { ...assemble(template, { query: [...ids, ...more], passage: [] }), truncatedTokens: 0 };
    return expand ? expandQuery(row, expand) : row;
  }

  passage(passage: PassageText): InputRow {
    const { skip } = this.#card.template;
    const row = this.#assembleToLimit(
      this.#template('passage'),
      this.#passageText(passage),
      [],
      this.#card.limits.passage,
    );
    return skip ? { ...row, keptTokens: [...row.ids.keys()].filter((index) => !skip.includes(row.ids[index]!)) } : row;
  }

  /** The joint input of a query and a passage. The passage gets the tokens that the query leaves. */
  pair(query: string, passage: PassageText): InputRow {
    const template = this.#template('pair');
    const { limits } = this.#card;
    const ids = this.#queryIds(query, limits.query, controlCount(this.#card.template.query ?? template));
    return this.#assembleToLimit(template, passageText(passage), ids, limits.pair ?? limits.passage);
  }

  /** The text of a passage that is encoded alone, with the prefix that the card asks for. */
  #passageText(passage: PassageText): string {
    return (this.#card.template.before?.passage ?? '') + passageText(passage);
  }

  /**
   * The span in `passage.text` of each kept token of the passage's row, or of the joint row if `query` is given;
   * undefined for control tokens, white space, and tokens of the query or the title.
   */
  spans(passage: PassageText, query?: string): (TextSpan | undefined)[] {
    const { ids, keptTokens } = query === undefined ? this.passage(passage) : this.pair(query, passage);
    const text = query === undefined ? this.#passageText(passage) : passageText(passage);
    const template = this.#template(query === undefined ? 'passage' : 'pair');
    const queryTokens = query === undefined ? 0 : this.count(query);
    const passageTokens = ids.length - controlCount(template) - queryTokens;
    const prefixLength = text.length - passage.text.length;
    const passageSpans = this.#tokenizer.spansUpTo(text, passageTokens).map((span) => shiftBack(prefixLength, span));
    const noSpans = (count: number) => new Array<undefined>(count).fill(undefined);
    const spans = template.flatMap(({ field }) => {
      if (field === 'passage') return passageSpans;
      return noSpans(field === 'query' ? queryTokens : 1);
    });
    return keptTokens ? keptTokens.map((index) => spans[index]) : spans;
  }

  /**
   * The passage's text in tokens, with the limit that title, control tokens and, in a joint row, the query leave for
   * it.
   */
  tokens(passage: PassageText, query?: string): TokenizedText {
    const { text, title } = passage;
    const { limits } = this.#card;
    const limit = query === undefined ? limits.passage : (limits.pair ?? limits.passage);
    const controls = controlCount(this.#template(query === undefined ? 'passage' : 'pair'));
    const count = (part: string) => this.#tokenizer.encodeUpTo(part, 0).total;
    const before = query === undefined ? (this.#card.template.before?.passage ?? '') : '';
    const prefix = before + (title ? `${title}\n` : '');
    const taken = (prefix ? count(prefix) : 0) + (query === undefined ? 0 : count(query));
    return { text, spans: this.#tokenizer.spansUpTo(text, Infinity), limit: limit - controls - taken, count };
  }

  #assembleToLimit(
    template: readonly TemplatePart[],
    text: string,
    queryIds: readonly number[],
    limit: number,
  ): InputRow {
    const available = Math.max(0, limit - controlCount(template) - queryIds.length);
    const { ids, total } = this.#tokenizer.encodeUpTo(text, available);
    return {
      ...assemble(template, { query: queryIds, passage: ids }),
      truncatedTokens: Math.max(0, total - ids.length),
    };
  }

  #queryIds(query: string, limit: number, controls: number): readonly number[] {
    const { ids, total } = this.#tokenizer.encodeUpTo(query, limit);
    const count = total + controls;
    if (count <= limit) return ids;
    throw new RerankError('query-too-long', `Expected a query of at most ${limit} tokens, got ${count}`, {
      details: { limit, count },
    });
  }

  #template(kind: 'query' | 'passage' | 'pair'): readonly TemplatePart[] {
    const template = this.#card.template[kind];
    if (template) return template;
    throw new RerankError('model-invalid', `Expected the card of ${this.#card.name} to have a ${kind} template`);
  }
}

/** Moves a span of the input text to the passage's text, which starts `prefixLength` characters later. */
function shiftBack(prefixLength: number, span: TextSpan | undefined): TextSpan | undefined {
  if (!span || span.end <= prefixLength) return undefined;
  return { start: Math.max(0, span.start - prefixLength), end: span.end - prefixLength };
}

/** Fills a query's row with tokens `id` up to `to` tokens. A row that is longer already does not change. */
function expandQuery(row: InputRow, { id, to, attended }: NonNullable<Template['expand']>): InputRow {
  const missing = Math.max(0, to - row.ids.length);
  const fill = (value: number) => new Array<number>(missing).fill(value);
  const known = attended ? {} : { attended: row.ids.length };
  return { ...row, ids: [...row.ids, ...fill(id)], types: [...row.types, ...fill(0)], ...known };
}

function controlCount(template: readonly TemplatePart[]): number {
  return template.filter((part) => part.id !== undefined).length;
}

function assemble(template: readonly TemplatePart[], fields: Readonly<Record<Field, readonly number[]>>) {
  const ids: number[] = [];
  const types: number[] = [];
  for (const part of template) {
    const partIds = part.id !== undefined ? [part.id] : part.field ? fields[part.field] : [];
    for (const id of partIds) {
      ids.push(id);
      types.push(part.type ?? 0);
    }
  }
  return { ids, types };
}
