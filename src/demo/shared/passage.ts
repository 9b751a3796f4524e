/**
 * @file The passage that the model reads for a hit. Preparation and search must use the same title and text, since
 * stored vectors are found by them.
 */
import type { Hit } from './library-data';

export type HitPassage = { readonly id: string; readonly title: string; readonly text: string; readonly score: number };

export function toPassage({ id, name, heading, text, score }: Hit): HitPassage {
  return { id, title: heading === '' ? nameWithoutExtension(name) : heading, text, score };
}

/** Names what the model reads of a passage: equal passages of several documents have the same. */
export function textKey(hit: Hit): string {
  const { title, text } = toPassage(hit);
  return `${title}\n${text}`;
}

function nameWithoutExtension(name: string): string {
  return name.replace(/\.[a-z0-9]{1,5}$/i, '').replace(/[_-]+/g, ' ');
}
