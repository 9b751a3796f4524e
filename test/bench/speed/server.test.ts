import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { pathOf, withServer } from '../../../bench/speed/server';

let folder = '';
const text = 'const answer = 42;\n'.repeat(100);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rankside-test-'));
  await writeFile(join(folder, 'a.js'), text);
});

describe('pathOf()', () => {
  it('finds files in a folder and none outside', () => {
    const folders = { dist: '/x/dist', 'bench/page': '/x/page' };
    expect(pathOf(folders, '/dist/models/a.bin?v=1')).toBe('/x/dist/models/a.bin');
    expect(pathOf(folders, '/bench/page/a.html')).toBe('/x/page/a.html');
    expect(pathOf(folders, '/dist/../secret')).toBeUndefined();
    expect(pathOf(folders, '/dist/%2e%2e/secret')).toBeUndefined();
  });
});

describe('withServer()', () => {
  const compress = (body: Uint8Array) => Promise.resolve(new Uint8Array(brotliCompressSync(body)));

  it('compresses for clients that accept it and counts the bytes sent', async () => {
    await withServer({ folders: { dist: folder }, compress }, async ({ url, sentBetween }) => {
      const response = await fetch(`${url}dist/a.js`, { headers: { 'accept-encoding': 'br' } });
      expect(await response.text()).toBe(text);
      expect(response.headers.get('content-type')).toContain('javascript');
      expect(sentBetween(0, Date.now())).toBe(brotliCompressSync(text).length);
    });
  });

  it('sends a range uncompressed', async () => {
    await withServer({ folders: { dist: folder }, compress }, async ({ url }) => {
      const headers = { range: 'bytes=6-11', 'accept-encoding': 'identity' };
      const response = await fetch(`${url}dist/a.js`, { headers });
      expect(response.status).toBe(206);
      expect(response.headers.get('content-range')).toBe(`bytes 6-11/${text.length}`);
      expect(await response.text()).toBe('answer');
    });
  });

  it('isolates on request and responds with 404 for missing files', async () => {
    await withServer({ folders: { dist: folder }, isolated: true }, async ({ url }) => {
      const { headers } = await fetch(`${url}dist/a.js`);
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
      expect(headers.get('content-security-policy')).toContain("script-src 'self' blob: 'wasm-unsafe-eval'");
      expect((await fetch(`${url}dist/none.js`)).status).toBe(404);
    });
  });
});
