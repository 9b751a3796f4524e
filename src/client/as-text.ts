/** @file Of a passage, only what the model reads crosses to the worker. */
import type { Passage, PassageObject } from '../types';

export function asText(passage: Passage): Pick<PassageObject, 'text' | 'title'> {
  if (typeof passage === 'string') return { text: passage };
  return passage.title === undefined ? { text: passage.text } : { title: passage.title, text: passage.text };
}
