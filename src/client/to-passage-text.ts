import type { PassageText } from '../engine/engine';
import type { Passage } from '../core/types';

/** Reduces a passage to what the model reads, because only that is sent to the worker. */
export function toPassageText(passage: Passage): PassageText {
  if (typeof passage === 'string') return { text: passage };
  return passage.title === undefined ? { text: passage.text } : { title: passage.title, text: passage.text };
}
