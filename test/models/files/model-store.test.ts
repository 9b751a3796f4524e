import { afterEach, describe, expect, test, vi } from 'vitest';
import { memoryStore, openModelStore } from '../../../src/models/files/model-store';
import type { StoreLimits } from '../../../src/models/files/model-store';

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

async function open(limits?: StoreLimits) {
  const warnings: string[] = [];
  return { store: await openModelStore((message) => warnings.push(message), limits), warnings };
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

  describe('of a storage that does not answer', () => {
    const never = <T>() => new Promise<T>(() => undefined);
    const limits: StoreLimits = { openMs: 20, answerMs: 20, readMs: 40, writeMsPerMebibyte: 20 };
    const body = { arrayBuffer: () => never(), headers: new Headers() } as unknown as Response;
    test.each([
      ['at all', { match: () => never<undefined>() }, 20],
      ['with the bytes', { match: () => Promise.resolve(body) }, 40],
    ])('waits for it once, if it does not answer %s', async (_, broken, ms) => {
      stubCaches(broken);
      const { store, warnings } = await open(limits);
      expect(await Promise.all([store.get('a'), store.get('b')])).toEqual([undefined, undefined]);
      expect(await store.put('a', bytes)).toBe(false);
      expect(await store.get('a')).toBeUndefined();
      expect(warnings).toEqual([
        `Cannot read Cache Storage (TimeLimitExceeded: It took more than ${ms} ms); the file is kept in memory only`,
      ]);
    });

    test('does not count the time of writes that were begun before', async () => {
      let written = false;
      const put = () =>
        new Promise<undefined>((resolve) =>
          setTimeout(() => {
            written = true;
            resolve(undefined);
          }, 300),
        );
      // As Chromium does, the storage answers after the write.
      const match = async () => {
        while (!written) await new Promise((resolve) => setTimeout(resolve, 5));
        return undefined;
      };
      stubCaches({ put, match });
      const { store, warnings } = await open({ ...limits, answerMs: 100, writeMsPerMebibyte: 1000 });
      expect(await Promise.all([store.put('a', new Uint8Array(2 ** 20)), store.get('b')])).toEqual([true, undefined]);
      expect(warnings).toEqual([]);
    });

    test('gives a large value longer to be written than a small one', async () => {
      const put = () => new Promise<undefined>((resolve) => setTimeout(resolve, 200));
      stubCaches({ put });
      const { store } = await open({ ...limits, writeMsPerMebibyte: 1000 });
      expect(await store.put('a', new Uint8Array(2 ** 20))).toBe(true);
      expect(await store.put('a', bytes)).toBe(false);
    });
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
