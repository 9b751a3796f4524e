/** @file Brings an index in step with the store: after a reload, and when another tab has changed something. */
import type { Store } from './store';
import type { TextIndex } from './text-index';

/** Whether anything had to be changed. */
export async function syncIndexWithStore(store: Store, index: TextIndex): Promise<boolean> {
  const stored = await store.records();
  const known = new Map(index.records.map(({ id, revision }) => [id, revision]));
  const kept = new Set(stored.map(({ id }) => id));
  const gone = [...known.keys()].filter((id) => !kept.has(id));
  const newer = stored.filter(({ id, revision }) => known.get(id) !== revision);
  for (const id of gone) index.remove(id);
  for (const record of newer) {
    const content = await store.content(record.id);
    if (content !== undefined) index.add(record, content);
  }
  return gone.length + newer.length > 0;
}
