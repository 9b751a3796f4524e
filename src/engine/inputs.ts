/**
 * @file From texts to model inputs: tokens, control ids by the card's template, truncation of the passage only.
 */
import { RerankError } from '../errors';
import type { ModelCard, TemplatePart } from '../models/card';
import type { PassageText } from './engine';
import type { PlainTokenizer } from './plain-tokenizer';

/** One row of model input. */
export type InputRow = {
  readonly ids: readonly number[];
  readonly types: readonly number[];
  /** Tokens of the passage left out. */
  readonly truncatedTokens: number;
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
    const ids = this.#queryIds(query, this.#card.limits.query, controlCount(template));
    return { ...assemble(template, { query: ids, passage: [] }), truncatedTokens: 0 };
  }

  passage(passage: PassageText): InputRow {
    const template = this.#template('passage');
    return this.#fit(template, passage, [], this.#card.limits.passage);
  }

  /** The joint input of a query and a passage; the passage gets what the query leaves. */
  pair(query: string, passage: PassageText): InputRow {
    const template = this.#template('pair');
    const { limits } = this.#card;
    const ids = this.#queryIds(query, limits.query, controlCount(this.#card.template.query ?? template));
    return this.#fit(template, passage, ids, limits.pair ?? limits.passage);
  }

  #fit(template: readonly TemplatePart[], passage: PassageText, queryIds: readonly number[], limit: number): InputRow {
    const room = Math.max(0, limit - controlCount(template) - queryIds.length);
    const { ids, total } = this.#tokenizer.encodeUpTo(readAs(passage), room);
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

/** The title on a line of its own before the text, as every embedded model was trained. */
export function readAs({ title, text }: PassageText): string {
  return title ? `${title}\n${text}` : text;
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
