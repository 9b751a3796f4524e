/** @file The static server of the demo and of the end-to-end tests. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve } from '../../scripts/serve.mjs';

let folder: string;
let server: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rankside-serve-'));
  await mkdir(join(folder, 'site'));
  await writeFile(join(folder, 'secret.txt'), 'secret');
  for (const name of ['index.html', 'a.mjs', 'b.wasm', 'c.onnx']) await writeFile(join(folder, 'site', name), name);
  server = await serve(join(folder, 'site'));
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

describe('serve()', () => {
  test.each([
    ['', 'text/html; charset=utf-8'],
    ['a.mjs', 'text/javascript; charset=utf-8'],
    ['b.wasm', 'application/wasm'],
    ['c.onnx', 'application/octet-stream'],
  ])('answers "%s" as %s', async (path, type) => {
    const response = await fetch(server.url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toBe(path === '' ? 'index.html' : path);
  });

  test('sends a policy that allows the page itself and nothing else', async () => {
    const { headers } = await fetch(server.url);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cross-origin-embedder-policy')).toBeNull();
  });

  test('isolates the page with `isolated`', async () => {
    const isolated = await serve(join(folder, 'site'), { isolated: true });
    const { headers } = await fetch(isolated.url);
    await isolated.close();
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  });

  test.each(['/../secret.txt', '/%2e%2e/secret.txt', '/%2e%2e%2fsecret.txt', '/a%00.mjs', '/%zz', '/missing'])(
    'answers 404 at %s',
    async (path) => {
      expect(await statusOf(path)).toBe(404);
    },
  );

  test('refuses methods other than GET and HEAD', async () => {
    expect((await fetch(server.url, { method: 'POST' })).status).toBe(405);
  });
});

/** Sends the path as it is, which `fetch` would normalise. */
function statusOf(path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });
}
