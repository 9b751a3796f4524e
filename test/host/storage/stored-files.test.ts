import { beforeEach, describe, expect, test } from 'vitest';
import { memoryStore } from '../../../src/models/files/model-store';
import type { ModelStore } from '../../../src/models/files/model-store';
import { modelKey, readList } from '../../../src/util/storage-names';
import { RecordingStore } from '../../../src/host/storage/stored-files';

let stored: Map<string, Uint8Array>;
beforeEach(() => void (stored = new Map()));
const store: ModelStore = {
  kind: 'persistent',
  get: (key) => Promise.resolve(stored.get(key)),
  put: (key, bytes) => (stored.set(key, bytes), Promise.resolve(true)),
  delete: (key) => (stored.delete(key), Promise.resolve()),
};
const list = () => readList(new TextDecoder().decode(stored.get(modelKey('org/name'))))?.files;

describe('RecordingStore', () => {
  test('lists the files that were read or written, with those of earlier loads and without deleted ones', async () => {
    stored.set('old', Uint8Array.of(1));
    await new RecordingStore(store, 'org/name').put('first', Uint8Array.of(1, 2));
    const recording = new RecordingStore(store, 'org/name');
    await recording.get('old');
    await recording.put('part', Uint8Array.of(1));
    await recording.put('second', Uint8Array.of(1, 2, 3));
    await recording.delete('part');
    await recording.writeList();
    expect(list()).toEqual({ first: 2, old: 1, second: 3 });
    expect(stored.has('part')).toBe(false);
  });

  test('replaces a damaged list', async () => {
    stored.set(modelKey('org/name'), Uint8Array.of(255, 0, 3));
    expect(await new RecordingStore(store, 'org/name').put('first', Uint8Array.of(1))).toBe(true);
    expect(list()).toEqual({ first: 1 });
  });

  test('writes no list if the store keeps nothing', async () => {
    const recording = new RecordingStore(memoryStore, 'org/name');
    expect(await recording.put('first', Uint8Array.of(1))).toBe(false);
    await recording.writeList();
    expect(list()).toBeUndefined();
  });
});
