/**
 * @file The documents of a collection in the worker's memory: their texts, the index of their words and the pooled
 * vectors of their passages.
 */
import MiniSearch from 'minisearch';
import type { TextSpan } from '../../core/types';
import type { PassageText } from '../../engine/engine';
import { cutText } from '../../passages/cut-text';
import type { DocumentContent, DocumentFacts } from '../../protocol/collection-api';
import { WORD_OPTIONS } from '../../words/word-options';
import type { WordEntry } from '../../words/word-options';
import { matchesByWords } from './matches-by-words';
import type { Allowed, PassageSource, SourcePassage, WordMatch } from './passage-source';
import { PooledVectors } from './pooled-vectors';
import type { Pooled } from './pooled-vectors';

export type LocalDocument = {
  readonly slot: number;
  readonly content: DocumentContent;
  readonly ranges: readonly TextSpan[];
  /** The numbers of its passages. */
  readonly passages: readonly number[];
};

export class LocalDocuments implements PassageSource {
  readonly depth = 50;
  readonly vectors = new PooledVectors();
  readonly #documents = new Map<number, LocalDocument>();
  readonly #slots = new Map<DocumentContent['id'], number>();
  /** The document and the position of each passage, by its number. */
  readonly #passages: ({ readonly document: LocalDocument; readonly index: number } | undefined)[] = [];
  readonly #freeNumbers: number[] = [];
  #nextSlot = 0;
  #words = new MiniSearch(WORD_OPTIONS);
  #passageCount = 0;

  get documents(): readonly LocalDocument[] {
    return [...this.#documents.values()];
  }

  get passageCount(): number {
    return this.#passageCount;
  }

  find(id: DocumentContent['id']): LocalDocument | undefined {
    return this.#documents.get(this.#slots.get(id) ?? -1);
  }

  at(slot: number): LocalDocument | undefined {
    return this.#documents.get(slot);
  }

  /** Adds a document in place of the one with its id, which keeps its slot. */
  put(content: DocumentContent, ranges: readonly TextSpan[] = cutText(content.text)): LocalDocument {
    const slot = this.#slots.get(content.id) ?? this.#nextSlot++;
    this.remove(slot);
    const passages = ranges.map(() => this.#freeNumbers.pop() ?? this.#passages.push(undefined) - 1);
    return this.#insert({ slot, content, ranges, passages });
  }

  remove(slot: number): LocalDocument | undefined {
    const document = this.#documents.get(slot);
    if (document === undefined) return undefined;
    for (const [index, passage] of document.passages.entries()) {
      // Discarding the entry would be faster, and would leave its words in the index.
      this.#words.remove(entryOf(document, index));
      this.vectors.delete(passage);
      this.#passages[passage] = undefined;
      this.#freeNumbers.push(passage);
    }
    this.#passageCount -= document.passages.length;
    this.#documents.delete(slot);
    this.#slots.delete(document.content.id);
    return document;
  }

  clear(): void {
    this.#documents.clear();
    this.#slots.clear();
    this.#passages.length = 0;
    this.#freeNumbers.length = 0;
    this.#passageCount = 0;
    this.#words = new MiniSearch(WORD_OPTIONS);
    this.vectors.clear();
  }

  slotOf(passage: number): number {
    return this.#passages[passage]?.document.slot ?? -1;
  }

  findByWords(query: string, allowed: Allowed): WordMatch[] {
    return matchesByWords(this.#words, query, allowed && ((passage) => allowed[this.slotOf(passage)] === 1));
  }

  nearest(query: Pooled, count: number, allowed: Allowed): number[] {
    return this.vectors.nearest(query, count, allowed && ((passage) => allowed[this.slotOf(passage)] === 1));
  }

  passagesAt(passages: readonly number[]): Promise<SourcePassage[]> {
    return Promise.resolve(
      passages.flatMap((passage) => {
        const found = this.#passages[passage];
        if (found === undefined) return [];
        const { document, index } = found;
        const { start, end } = document.ranges[index]!;
        const input = inputOf(document, index);
        return [{ slot: document.slot, passageIndex: index, start, end, text: input.text, input }];
      }),
    );
  }

  #insert(document: LocalDocument): LocalDocument {
    document.passages.forEach((passage, index) => (this.#passages[passage] = { document, index }));
    this.#documents.set(document.slot, document);
    this.#slots.set(document.content.id, document.slot);
    this.#passageCount += document.passages.length;
    this.#words.addAll(document.passages.map((_, index) => entryOf(document, index)));
    return document;
  }
}

export function factsOf({ slot, content: { id, title, meta } }: LocalDocument): DocumentFacts {
  return { slot, id, ...(title === undefined ? {} : { title }), ...(meta === undefined ? {} : { meta }) };
}

/** Returns the text of a passage that the model reads. */
export function inputOf({ content: { title, text }, ranges }: LocalDocument, index: number): PassageText {
  const { start, end } = ranges[index]!;
  return { ...(title === undefined ? {} : { title }), text: text.slice(start, end) };
}

function entryOf(document: LocalDocument, index: number): WordEntry {
  const { title = '', text } = inputOf(document, index);
  return { id: document.passages[index]!, title, text };
}
