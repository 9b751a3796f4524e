/**
 * @file A small collection of notes. The searches read titles and the reranker reads texts, so that the two
 * disagree: the search puts note 1 first, the reranker note 2.
 */
import { deepFreeze } from './texts';

export type Note = { readonly id: string; readonly title: string; readonly text: string; readonly kind: string };

export const notes: readonly Note[] = deepFreeze([
  { id: '1', title: 'Broken clock', text: 'sold out', kind: 'advert' },
  { id: '2', title: 'Clock', text: 'a broken clock can be mended', kind: 'guide' },
  { id: '3', title: 'Bread', text: 'a broken clock bakes no bread', kind: 'guide' },
  { id: '4', title: 'An old clock on the wall', text: 'its clock face', kind: 'guide' },
]);
