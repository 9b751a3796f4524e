import { afterEach, describe, expect, test, vi } from 'vitest';

/** Globals that exist only in a page; reading any of them throws. */
const BROWSER = [
  'window',
  'document',
  'navigator',
  'location',
  'self',
  'Worker',
  'SharedWorker',
  'caches',
  'indexedDB',
  'localStorage',
  'requestAnimationFrame',
  'crossOriginIsolated',
  'customElements',
  'HTMLElement',
  'GPU',
];

const before = new Map(BROWSER.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]));
afterEach(() => {
  for (const [name, descriptor] of before) {
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    else Reflect.deleteProperty(globalThis, name);
  }
});

describe('importing the page entry', () => {
  test('reads no browser global', async () => {
    vi.resetModules();
    const touched: string[] = [];
    for (const name of BROWSER) {
      Object.defineProperty(globalThis, name, {
        configurable: true,
        get() {
          touched.push(name);
          throw new ReferenceError(`${name} is not defined`);
        },
      });
    }
    const entry = await import('../../src/index');
    expect(touched).toEqual([]);
    expect(Object.keys(entry).sort()).toEqual([
      ...['RerankError', 'createReranker', 'deleteStoredModel', 'deleteStoredVectors'],
      ...['isRerankError', 'listStoredModels'],
    ]);
  });
});
