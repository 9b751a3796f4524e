import { afterEach, describe, expect, test, vi } from 'vitest';
import { absoluteUrls } from '../../src/client/absolute-urls';

afterEach(() => vi.unstubAllGlobals());

describe('absoluteUrls()', () => {
  const urls = { kernels: { simd: '/_next/a.wasm' }, wasm: ['b.wasm', 'https://cdn.example/c.wasm', 'data:,d'] };

  test('resolves paths against the page, and leaves URLs with a scheme', () => {
    vi.stubGlobal('document', { baseURI: 'https://app.example/docs/' });
    expect(absoluteUrls(urls)).toEqual({
      kernels: { simd: 'https://app.example/_next/a.wasm' },
      wasm: ['https://app.example/docs/b.wasm', 'https://cdn.example/c.wasm', 'data:,d'],
    });
  });

  test('changes nothing outside a page', () => {
    expect(absoluteUrls(urls)).toEqual(urls);
  });
});
