/** @file What the model reads of a hit. One place for it: vectors are found again by the very same title and text. */
import type { Hit } from '../../shared/library-data';

export type HitPassage = { readonly id: string; readonly title: string; readonly text: string; readonly score: number };

export function toPassage({ id, name, heading, text, score }: Hit): HitPassage {
  return { id, title: heading === '' ? nameWithoutExtension(name) : heading, text, score };
}

function nameWithoutExtension(name: string): string {
  return name.replace(/\.[a-z0-9]{1,5}$/i, '').replace(/[_-]+/g, ' ');
}
