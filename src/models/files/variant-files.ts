/** @file Which files a variant takes. */
import type { FileRef, Variant } from '../card';

/** Graphs, directory and data; the tokenizer is the card's. */
export function variantFiles({ graphs, directory, data }: Variant): readonly FileRef[] {
  return [...graphs, ...(directory ? [directory] : []), ...data];
}
