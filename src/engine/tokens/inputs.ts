/**
 * @file From texts to model inputs: tokens, control ids by the card's template, truncation of the passage only.
 */
import { passageText } from '../../util/passage-text';
import { RerankError } from '../../core/errors';
import type { ModelCard, Template, TemplatePart } from '../../models/card';
import type { Tokens } from '../../passages/windows';
import type { PassageText } from '../engine';
import type { TextSpan } from '../../core/types';
import type { PlainTokenizer } from './plain-tokenizer';

/** One row of model input. */
export type InputRow = {
  readonly ids: readonly number[];
  readonly types: readonly number[];
  /** Tokens of the passage left out. */
  readonly truncatedTokens: number;
  /** How many of the ids the others attend to. Default: all. */
  readonly attended?: number;
  /** Places of the ids whose vectors count. Default: all. */
  readonly kept?: readonly number[];
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

  /** @throws RerankError `query-too-long` with `limit` and `count` in tokens, control tokens included. */
  query(query: string): InputRow {
    const template = this.#template('query');
    const { before, expand } = this.#card.template;
    const ids = this.#queryIds((before?.query ?? '') + query, this.#card.limits.query, controlCount(template));
    const row = { ...assemble(template, { query: ids, passage: [] }), truncatedTokens: 0 };
    return expand ? expanded(row, expand) : row;
  }

  passage(passage: PassageText): InputRow {
    const { skip } = this.#card.template;
    const row = this.#fit(this.#template('passage'), this.#read(passage), [], this.#card.limits.passage);
    return skip ? { ...row, kept: [...row.ids.keys()].filter((at) => !skip.includes(row.ids[at]!)) } : row;
  }

  /** The joint input of a query and a passage; the passage gets what the query leaves. */
  pair(query: string, passage: PassageText): InputRow {
    const template = this.#template('pair');
    const { limits } = this.#card;
    const ids = this.#queryIds(query, limits.query, controlCount(this.#card.template.query ?? template));
    return this.#fit(template, passageText(passage), ids, limits.pair ?? limits.passage);
  }

  /** A passage read alone. */
  #read(passage: PassageText): string {
    return (this.#card.template.before?.passage ?? '') + passageText(passage);
  }

  /**
   * Where in `passage.text` each id of its row stands that counts, of the joint row where `query` is given; undefined for ids that stand
   * for something else: controls, query, title, white space.
   */
  spans(passage: PassageText, query?: string): (TextSpan | undefined)[] {
    const { ids, kept } = query === undefined ? this.passage(passage) : this.pair(query, passage);
    const text = query === undefined ? this.#read(passage) : passageText(passage);
    const template = this.#template(query === undefined ? 'passage' : 'pair');
    const asked = query === undefined ? 0 : this.count(query);
    const read = ids.length - controlCount(template) - asked;
    const ahead = text.length - passage.text.length;
    const own = this.#tokenizer.spansUpTo(text, read).map((span) => behind(ahead, span));
    const nowhere = (count: number) => new Array<undefined>(count).fill(undefined);
    const all = template.flatMap(({ field }) => {
      if (field === 'passage') return own;
      return nowhere(field === 'query' ? asked : 1);
    });
    return kept ? kept.map((at) => all[at]) : all;
  }

  /** Of the text alone, with the room that title, controls and, in a joint row, the query leave. */
  tokens(passage: PassageText, query?: string): Tokens {
    const { text, title } = passage;
    const { limits } = this.#card;
    const limit = query === undefined ? limits.passage : (limits.pair ?? limits.passage);
    const controls = controlCount(this.#template(query === undefined ? 'passage' : 'pair'));
    const count = (part: string) => this.#tokenizer.encodeUpTo(part, 0).total;
    const before = query === undefined ? (this.#card.template.before?.passage ?? '') : '';
    const ahead = before + (title ? `${title}\n` : '');
    const taken = (ahead ? count(ahead) : 0) + (query === undefined ? 0 : count(query));
    return { text, spans: this.#tokenizer.spansUpTo(text, Infinity), room: limit - controls - taken, count };
  }

  #fit(template: readonly TemplatePart[], text: string, queryIds: readonly number[], limit: number): InputRow {
    const room = Math.max(0, limit - controlCount(template) - queryIds.length);
    const { ids, total } = this.#tokenizer.encodeUpTo(text, room);
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

/** From a place in what the model reads to one in the text, `ahead` characters further back. */
function behind(ahead: number, span: TextSpan | undefined): TextSpan | undefined {
  if (!span || span.end <= ahead) return undefined;
  return { start: Math.max(0, span.start - ahead), end: span.end - ahead };
}

/** A row that is longer already stays as it is. */
function expanded(row: InputRow, { id, to, attended }: NonNullable<Template['expand']>): InputRow {
  const more = Math.max(0, to - row.ids.length);
  const fill = (value: number) => new Array<number>(more).fill(value);
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
    const piece = part.id !== undefined ? [part.id] : part.field ? fields[part.field] : [];
    for (const id of piece) {
      ids.push(id);
      types.push(part.type ?? 0);
    }
  }
  return { ids, types };
}
