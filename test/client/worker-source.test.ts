/** @file Where the worker comes from. Node has no `Worker` global; the browser's cases are in e2e. */
import { describe, expect, test } from 'vitest';
import { createReranker, isRerankError } from '../../src/index';

describe('createReranker() without a worker', () => {
  test.each([{}, { assets: 'https://site.invalid/rankside/' }])(
    'rejects with %j where there is no `Worker`, and names the entry for Node',
    async (options) => {
      const error: unknown = await createReranker(options).catch((reason: unknown) => reason);
      expect(isRerankError(error, 'device-unavailable')).toBe(true);
      expect((error as Error).message).toMatch(/in a page or a worker of a browser, .*rankside\/node/);
    },
  );
});
