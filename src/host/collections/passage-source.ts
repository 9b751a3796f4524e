/** @file The interface of what a search runs over: documents of this device, or the files of an index. */
import type { EncodedPassage, PassageText } from '../../engine/engine';
import type { ModelCard } from '../../models/card';
import type { Hit } from '../../protocol/collection-api';
import type { Pooled } from './pooled-vectors';

/** A passage that contains words of the query; `passage` is its number in the source. */
export type WordMatch = { readonly passage: number; readonly score: number; readonly terms: readonly string[] };

/** 1 for each slot of a document that may be found; absent if all may. */
export type Allowed = Uint8Array | undefined;

export type SourcePassage = Omit<Hit, 'score' | 'logit' | 'fused' | 'sentence' | 'terms'> & {
  /** The text that the model reads. */
  readonly input: PassageText;
  /** The passage's vectors, if the source has them. Absent: the model's own, stored or computed. */
  readonly encoded?: EncodedPassage;
};

export interface PassageSource {
  /** How many of the best passages by words, and how many by meaning, the model is given. */
  readonly depth: number;
  /** The slot of the document that a passage belongs to. */
  slotOf(passage: number): number;
  /** Every passage that contains words of the query, best first. */
  findByWords(query: string, allowed: Allowed): readonly WordMatch[];
  /** The nearest passages by the pooled vectors, best first. */
  nearest(query: Pooled, count: number, allowed: Allowed): number[];
  /** Starts fetching passages that are needed in a moment. Absent for documents of this device. */
  prefetch?(passages: readonly number[]): void;
  /** The passages with these numbers, in order. Those of an index are fetched. */
  passagesAt(passages: readonly number[]): Promise<SourcePassage[]>;
  /** Why the model cannot be used with this source, such as another version of it. Absent: it can be used. */
  refusal?(card: ModelCard, namespace: string): string | undefined;
  /** The bytes that were fetched so far. Absent for documents of this device. */
  readonly fetchedBytes?: number;
}
