import { describe, expect, test } from 'vitest';
import { RerankError } from '../../src/core/errors';
import { shortUrls } from '../../src/core/short-urls';

const long = `data:application/wasm;base64,${'AGFzbQEAAAA+/='.repeat(800)}`;

describe('shortUrls()', () => {
  test('cuts a long `data:` URL and keeps the text around it', () => {
    expect(shortUrls(`Cannot fetch ${long}: refused`)).toBe(
      'Cannot fetch data:application/wasm;base64,AGFzbQEAAAA…: refused',
    );
  });

  test('keeps other URLs and short data', () => {
    const text = 'Cannot fetch https://site.invalid/a.bin or data:text/plain,short';
    expect(shortUrls(text)).toBe(text);
  });

  test('applies to the message of every RerankError', () => {
    expect(new RerankError('model-unavailable', `Cannot fetch ${long}`).message.length).toBeLessThan(80);
  });
});
