/** @file The options of every index over titles and texts. An index must be read with the options that wrote it. */
import type { Options } from 'minisearch';
import { TERM_OPTIONS } from './find-by-words';

/** A passage as an index of words has it, under its number. */
export type WordEntry = { readonly id: number; readonly title: string; readonly text: string };

export const WORD_OPTIONS: Options<WordEntry> = {
  fields: ['title', 'text'],
  searchOptions: { boost: { title: 1.5 } },
  ...TERM_OPTIONS,
};
