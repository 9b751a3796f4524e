/**
 * @file Adds the built-in collection on the first visit, so that there is something to search. A page that is closed or
 * reloads meanwhile goes on at the next visit; after that no visit adds it again.
 */
import { hasNewestVersion } from '../offline/one-version';
import type { LibraryWatch } from './library-state';

/** The item is absent before the first visit, `begun` while documents are missing, and `yes` from then on. */
const KEY = 'rankside-demo:welcomed';

/** `addCollection` resolves with whether all its documents could be read. */
export async function addCollectionOnFirstVisit(
  library: LibraryWatch,
  addCollection: () => Promise<boolean>,
): Promise<void> {
  const { documents } = await library.opened;
  // A second tab waits until the first has added all or is closed.
  await navigator.locks.request(KEY, async () => {
    const welcomed = localStorage.getItem(KEY);
    if (welcomed === null ? documents.length > 0 : welcomed !== 'begun') return;
    localStorage.setItem(KEY, 'begun');
    // After a deploy the server may not have the parsers of this version any more; the newest page then goes on.
    if ((await addCollection()) || (await hasNewestVersion())) localStorage.setItem(KEY, 'yes');
  });
}
