/** @file The files that a variant needs. */
import type { FileRef, Variant } from '../card';

/** The graphs, the tensor directory and the data files of a variant, without the tokenizer, which belongs to the card. */
export function variantFiles({ graphs, directory, data }: Variant): readonly FileRef[] {
  return [...graphs, ...(directory ? [directory] : []), ...data];
}
