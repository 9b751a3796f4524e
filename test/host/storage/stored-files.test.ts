import { beforeEach, describe, expect, test } from 'vitest';
import { memoryStore } from '../../../src/models/files/model-store';
import type { ModelStore } from '../../../src/models/files/model-store';
import { modelKey, readList } from '../../../src/util/storage-names';
import { RecordingStore } from '../../../src/host/storage/stored-files';

let kept: Map<string, Uint8Array>;
beforeEach(() => void (kept = new Map()));
const store: ModelStore = {
  kind: 'persistent',
  get: (key) => Promise.resolve(kept.get(key)),
  put: (key, bytes) => (kept.set(key, bytes), Promise.resolve(true)),
  delete: (key) => (kept.delete(key), Promise.resolve()),
};
const list = () => readList(new TextDecoder().decode(kept.get(modelKey('org/name'))))?.files;

describe('NotingStore', () => {
  test('lists what was put and found, with what earlier loads took, and not what was deleted', async () => {
    kept.set('old', Uint8Array.of(1));
    await new RecordingStore(store, 'org/name').put('first', Uint8Array.of(1, 2));
    const noting = new RecordingStore(store, 'org/name');
    await noting.get('old');
    await noting.put('part', Uint8Array.of(1));
    await noting.put('second', Uint8Array.of(1, 2, 3));
    await noting.delete('part');
    await noting.writeList();
    expect(list()).toEqual({ first: 2, old: 1, second: 3 });
    expect(kept.has('part')).toBe(false);
  });

  test('goes on where the list is damaged', async () => {
    kept.set(modelKey('org/name'), Uint8Array.of(255, 0, 3));
    expect(await new RecordingStore(store, 'org/name').put('first', Uint8Array.of(1))).toBe(true);
    expect(list()).toEqual({ first: 1 });
  });

  test('lists nothing where nothing is kept', async () => {
    const noting = new RecordingStore(memoryStore, 'org/name');
    expect(await noting.put('first', Uint8Array.of(1))).toBe(false);
    await noting.writeList();
    expect(list()).toBeUndefined();
  });
});
