import { afterEach, describe, expect, test, vi } from 'vitest';
import { memoryStore, openModelStore } from '../../../src/models/files/model-store';

const bytes = Uint8Array.of(1, 2, 3);
const full = () => Promise.reject(new DOMException('The quota has been exceeded', 'QuotaExceededError'));

/** Cache Storage in a map; `broken` replaces its methods. */
function stubCaches(broken: Partial<Cache> = {}): Map<string, Response> {
  const kept = new Map<string, Response>();
  const cache = {
    match: (url: string) => Promise.resolve(kept.get(url)?.clone()),
    put: (url: string, response: Response) => Promise.resolve(void kept.set(url, response)),
    delete: (url: string) => Promise.resolve(kept.delete(url)),
    ...broken,
  };
  vi.stubGlobal('caches', { open: () => Promise.resolve(cache) });
  return kept;
}
afterEach(() => vi.unstubAllGlobals());

async function open() {
  const warnings: string[] = [];
  return { store: await openModelStore((message) => warnings.push(message)), warnings };
}

describe('openModelStore()', () => {
  test('stores, reads and deletes bytes', async () => {
    stubCaches();
    const { store, warnings } = await open();
    expect(store.kind).toBe('persistent');
    expect(await store.get('a')).toBeUndefined();
    expect(await store.put('a', bytes)).toBe(true);
    expect(await store.get('a')).toEqual(bytes);
    await store.delete('a');
    expect(await store.get('a')).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  test('warns if the storage is full, and can still be used', async () => {
    stubCaches({ put: full });
    const { store, warnings } = await open();
    expect(await store.put('a', bytes)).toBe(false);
    expect(warnings).toEqual([expect.stringMatching(/^Cannot write Cache Storage \(QuotaExceededError.*memory only$/)]);
    expect(await store.get('a')).toBeUndefined();
  });

  test('warns if the storage cannot be read or cleaned, and finds nothing', async () => {
    stubCaches({ match: () => Promise.reject(new Error('io')), delete: () => Promise.reject(new Error('io')) });
    const { store, warnings } = await open();
    expect(await store.get('a')).toBeUndefined();
    await store.delete('a');
    expect(warnings.map((warning) => warning.split(' (')[0])).toEqual([
      'Cannot read Cache Storage',
      'Cannot clean Cache Storage',
    ]);
  });

  test('gives the memory store if the storage is blocked', async () => {
    vi.stubGlobal('caches', { open: () => Promise.reject(new DOMException('no', 'SecurityError')) });
    const { store, warnings } = await open();
    expect(store).toBe(memoryStore);
    expect(warnings[0]).toMatch(/^Cache Storage is blocked \(SecurityError: no\)/);
  });

  test('gives the memory store without Cache Storage', async () => {
    vi.stubGlobal('caches', undefined);
    const { store, warnings } = await open();
    expect(store).toBe(memoryStore);
    expect(warnings[0]).toMatch(/secure context/);
    expect(await store.put('a', bytes)).toBe(false);
    expect(await store.get('a')).toBeUndefined();
  });
});
