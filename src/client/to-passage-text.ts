import type { PassageText } from '../engine/engine';
import type { PassageFields } from './copy-passages';

/** Reduces a passage to what the model reads, because only that is sent to the worker. */
export function toPassageText({ title, text }: PassageFields): PassageText {
  return title === undefined ? { text } : { title, text };
}
