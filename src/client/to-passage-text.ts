import type { PassageText } from '../engine/engine';
import type { Passage } from '../core/types';

/** Only what the model reads crosses to the worker. */
export function toPassageText(passage: Passage): PassageText {
  if (typeof passage === 'string') return { text: passage };
  return passage.title === undefined ? { text: passage.text } : { title: passage.title, text: passage.text };
}
