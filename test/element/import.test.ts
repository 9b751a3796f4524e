import { describe, expect, test } from 'vitest';

describe('importing rankside/element on a server', () => {
  test('needs no document and defines nothing', async () => {
    expect('HTMLElement' in globalThis).toBe(false);
    const { RerankList } = await import('../../src/element');
    expect(RerankList.name).toBe('RerankList');
  });
});
