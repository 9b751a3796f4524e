import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSitemap } from '../../../src/cli/site-index/read-sitemap';
import { readSources } from '../../../src/cli/site-index/read-sources';
import { temporaryFolder } from '../temporary-folder';

const urls = (...paths: string[]) =>
  `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${paths
    .map((path) => `<url><loc>https://docs.example${path}</loc></url>`)
    .join('')}</urlset>`;

const FILES: Readonly<Record<string, readonly [type: string, body: string]>> = {
  '/sitemap.xml': ['application/xml', urls('/', '/guide?a=1&amp;b=2', '/gone', '/image.png', '/')],
  '/all.xml': [
    'text/xml',
    '<sitemapindex><sitemap><loc>https://docs.example/sitemap.xml</loc></sitemap></sitemapindex>',
  ],
  '/': ['text/html; charset=utf-8', '<main><h1>Home</h1><p>Welcome.</p></main>'],
  '/guide?a=1&b=2': ['text/html', '<main><h1>Guide</h1><h2 id="tides">Tides</h2><p>High water.</p></main>'],
  '/image.png': ['image/png', 'png'],
};

const server = createServer((request, response) => {
  const file = FILES[request.url!];
  response.writeHead(file ? 200 : 404, { 'Content-Type': file?.[0] ?? 'text/html' }).end(file?.[1]);
});
let origin: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('readSitemap()', () => {
  it.each(['sitemap.xml', 'all.xml'])(
    'fetches the pages that %s lists, and names those that it cannot',
    async (name) => {
      const skipped: string[] = [];
      const pages = await readSitemap(`${origin}/${name}`, { onSkipped: (message) => skipped.push(message) });
      expect(pages.map(({ url }) => url)).toEqual(['/', '/guide?a=1&b=2']);
      expect(pages[1]!.html).toContain('High water');
      expect(skipped.sort()).toEqual([
        `Skipped ${origin}/gone: the server answered 404`,
        `Skipped ${origin}/image.png: the server answered with the content type "image/png"`,
      ]);
    },
  );

  it('reads a sitemap from a file, and its pages from the origin that is given', async () => {
    const folder = await temporaryFolder({ 'sitemap.xml': FILES['/sitemap.xml']![1] });
    const options = { base: '/', cleanUrls: false };
    const { pages, passages } = await readSources(join(folder, 'sitemap.xml'), { ...options, origin });
    expect(pages.map(({ id, title }) => [id, title])).toEqual([
      ['/', 'Home'],
      ['/guide?a=1&b=2', 'Guide'],
    ]);
    expect(passages.map(({ heading, anchor }) => [heading, anchor])).toEqual([
      ['Home', ''],
      ['Guide › Tides', 'tides'],
    ]);
    await expect(readSources(join(folder, 'sitemap.xml'), options)).rejects.toThrow('Expected --origin');
  });

  it.each([
    ['not XML of a sitemap', 'Expected a sitemap with <url> or <sitemap> elements'],
    ['<urlset><url><loc>/relative</loc></url></urlset>', 'each <loc> to be an http(s) URL, got "/relative"'],
  ])('says what is wrong with %j', async (xml, message) => {
    const folder = await temporaryFolder({ 'sitemap.xml': xml });
    const reading = readSitemap(join(folder, 'sitemap.xml'), { origin, onSkipped: () => undefined });
    await expect(reading).rejects.toThrow(message);
  });

  it('says where a sitemap cannot be fetched', async () => {
    const reading = readSitemap(`${origin}/none.xml`, { onSkipped: () => undefined });
    await expect(reading).rejects.toThrow(`Cannot fetch ${origin}/none.xml: the server answered 404`);
  });
});
