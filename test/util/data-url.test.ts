import { describe, expect, test } from 'vitest';
import { dataResponse, isDataUrl } from '../../src/util/data-url';

const bytes = Uint8Array.from({ length: 256 }, (_, value) => value);

describe('dataResponse()', () => {
  test('gives the bytes and the type of base64 data', async () => {
    const url = `data:application/wasm;base64,${Buffer.from(bytes).toString('base64')}`;
    const response = dataResponse(url);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    expect(response.headers.get('content-type')).toBe('application/wasm');
  });

  test('gives text with percent signs, as fetch() does', async () => {
    const url = `data:application/json,${encodeURIComponent('{"a": "ü,%"}')}`;
    expect(await dataResponse(url).text()).toBe(await (await fetch(url)).text());
  });
});

describe('isDataUrl()', () => {
  test('tells `data:` from other URLs', () => {
    expect(['data:,x', 'https://data.invalid/'].map(isDataUrl)).toEqual([true, false]);
  });
});
