/** @file Updates an index from the store, after a reload and after a change in another tab. */
import type { Store } from './store';
import type { TextIndex } from './text-index';

/** Returns whether the index had to be changed. */
export async function syncIndexWithStore(store: Store, index: TextIndex): Promise<boolean> {
  const stored = await store.records();
  const known = new Map(index.records.map(({ id, revision }) => [id, revision]));
  const storedIds = new Set(stored.map(({ id }) => id));
  const removed = [...known.keys()].filter((id) => !storedIds.has(id));
  const changed = stored.filter(({ id, revision }) => known.get(id) !== revision);
  for (const id of removed) index.remove(id);
  for (const record of changed) {
    const content = await store.content(record.id);
    if (content !== undefined) index.add(record, content);
  }
  return removed.length + changed.length > 0;
}
