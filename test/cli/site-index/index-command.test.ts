import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSources } from '../../../src/cli/site-index/read-sources';
import { run } from '../run';
import { temporaryFolder } from '../temporary-folder';

describe('rankside index', () => {
  it.each([
    [['index'], 'folder, file or sitemap'],
    [['index', 'site'], 'Expected -o with the folder of the index'],
    [['index', 'site', '-o', 'out', '--model', 'huge'], 'Expected --model to be one of base, fast, got "huge"'],
    [['index', 'site', '-o', 'out', '--base', 'docs'], 'Expected --base to begin and end with a slash, got "docs"'],
    [['index', 'site', '-o', 'out', '--origin', 'here'], 'Expected --origin to be such as http://localhost:4321'],
    [['index', '/no/such/folder', '-o', 'out'], 'got "/no/such/folder", which does not exist'],
  ])('answers %j with a usage error', async (argv, message) => {
    const { code, stderr } = await run(argv);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('fails where a folder has no text', async () => {
    const { code, stderr } = await run(['index', await temporaryFolder({ 'a.txt': 'no page' }), '-o', 'out']);
    expect(code).toBe(1);
    expect(stderr).toContain('Found no text to index');
  });
});

describe('readSources()', () => {
  const site = { base: '/docs/', cleanUrls: false };

  it('gives pages their addresses, and passages their headings', async () => {
    const folder = await temporaryFolder({
      'index.html': '<main><h1>Home</h1><p>Welcome.</p></main>',
      'a b/page.html': '<main><h1>Page</h1><p>Text.</p><h2 id="more">More</h2><p>More text.</p></main>',
      '404.html': '<main>Nothing here</main>',
      'empty.html': '<main></main>',
    });
    const { pages, passages } = await readSources(folder, site);
    expect(pages).toEqual([
      { id: '/docs/a%20b/page.html', url: '/docs/a%20b/page.html', title: 'Page' },
      { id: '/docs/', url: '/docs/', title: 'Home' },
    ]);
    expect(passages.map(({ page, heading, anchor }) => [page, heading, anchor])).toEqual([
      [0, 'Page', ''],
      [0, 'Page › More', 'more'],
      [1, 'Home', ''],
    ]);
    const clean = await readSources(folder, { ...site, cleanUrls: true });
    expect(clean.pages.map(({ id }) => id)).toEqual(['/docs/a%20b/page', '/docs/']);
  });

  it('reads documents of a JSONL file, and names the line that it cannot read', async () => {
    const folder = await temporaryFolder({
      'good.jsonl': '{"id": 7, "title": "T", "text": "One.", "meta": {"a": 1}}\n\n{"url": "/u", "text": "Two."}\n',
      'bad.jsonl': '{"id": 1, "text": "a"}\n{"text": "no id"}\n',
    });
    const { pages } = await readSources(join(folder, 'good.jsonl'), site);
    expect(pages).toEqual([
      { id: 7, title: 'T', meta: '{"a":1}' },
      { id: '/u', url: '/u' },
    ]);
    await expect(readSources(join(folder, 'bad.jsonl'), site)).rejects.toThrow('line 2: Expected "id" or "url"');
  });
});
