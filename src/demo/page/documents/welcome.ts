/**
 * @file Adds the built-in collection on the first visit, so that there is something to search. Later visits never add
 * it again.
 */
import type { LibraryWatch } from './library-state';

const KEY = 'rankside-demo:welcomed';

export async function addCollectionOnFirstVisit(
  library: LibraryWatch,
  addCollection: () => Promise<void>,
): Promise<void> {
  const { documents } = await library.opened;
  if (documents.length > 0 || localStorage.getItem(KEY) !== null) return;
  localStorage.setItem(KEY, 'yes');
  await addCollection();
}
