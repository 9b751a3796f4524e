import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { limitedFetch, readBody, readNext } from '../../../src/models/files/limited-fetch';

/** A server that answers `/headers` with headers and no body, `/whole` with four bytes, and anything else never. */
const server = createServer(({ url }, response) => {
  if (url === '/whole') response.end('four');
  if (url === '/headers') response.writeHead(200).write('f');
});
let base: string;
beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, resolve));
  base = `http://localhost:${(server.address() as AddressInfo).port}/`;
});
afterEach(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

describe('limitedFetch()', () => {
  test('rejects when a server sends no headers, and later requests to it at once', async () => {
    const limited = limitedFetch(fetch, 200);
    expect(await (await limited(`${base}whole`)).text()).toBe('four');
    await expect(limited(`${base}never`)).rejects.toMatchObject({
      name: 'TimeoutError',
      message: `${new URL(base).origin} sent no answer within 200 ms`,
    });
    const started = performance.now();
    await expect(limited(`${base}never`)).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(performance.now() - started).toBeLessThan(100);
  });
});

describe('readNext()', () => {
  test('rejects when a body stops', async () => {
    const reader = (await fetch(`${base}headers`)).body!.getReader();
    expect((await readNext(reader)).value).toHaveLength(1);
    await expect(readNext(reader, 100)).rejects.toMatchObject({ name: 'TimeLimitExceeded' });
  });
});

describe('readBody()', () => {
  test('gives the bytes of a body', async () => {
    expect(await readBody(new Response('four'), base, 4)).toEqual(new TextEncoder().encode('four'));
  });

  test.each([{}, { 'Content-Length': '5' }])('refuses a body that is too large, with headers %j', async (headers) => {
    await expect(readBody(new Response('fifth', { headers }), base, 4)).rejects.toMatchObject({
      code: 'model-invalid',
      message: `Expected at most 4 bytes at ${base}, got 5 or more`,
    });
  });
});
