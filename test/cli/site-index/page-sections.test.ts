import { describe, expect, it } from 'vitest';
import { readPage } from '../../../src/cli/site-index/page-sections';

describe('readPage()', () => {
  it('reads sections of the main content with headings and anchors, without navigation and hidden parts', () => {
    const html = `<!doctype html><title>Site | Boiler</title><nav>Menu</nav>
      <main><h1 id="boiler">Boiler <a class="header-anchor" href="#boiler">#</a></h1><p>Intro   text.</p>
      <style>.a{}</style><div hidden>secret</div>
      <h2 id="pressure">Pressure</h2><p>Above <b>two</b> bar.<br>Call us.</p><pre>a  b\nc</pre>
      <h3>Valve</h3><ul><li>Open</li><li>Close</li></ul>
      <h2><a id="old"></a>Leak</h2><table><tr><td>Drip</td><td>Wait</td></tr></table></main><footer>Foot</footer>`;
    expect(readPage(html)).toEqual({
      title: 'Boiler',
      sections: [
        { headings: [], anchor: 'boiler', text: 'Intro text.' },
        { headings: ['Pressure'], anchor: 'pressure', text: 'Above two bar.\nCall us.\na  b\nc' },
        { headings: ['Pressure', 'Valve'], anchor: 'pressure', text: 'Open\nClose' },
        { headings: ['Leak'], anchor: 'old', text: 'Drip Wait' },
      ],
    });
  });

  it('takes the title of a page without headings, and the id of a section around a heading', () => {
    expect(readPage('<title>Plain</title><p>Text</p>')).toEqual({
      title: 'Plain',
      sections: [{ headings: [], anchor: '', text: 'Text' }],
    });
    const around = readPage('<main><section id="around"><h2>Inside</h2><p>Text</p></section></main>');
    expect(around?.sections).toEqual([{ headings: ['Inside'], anchor: 'around', text: 'Text' }]);
  });

  it('keeps links side by side apart, and words with a link inside whole', () => {
    const page = readPage(
      '<main><a>Design</a><a>Patterns</a><p>re<a>rank</a>ing</p><pre><a>std</a><a>::vec</a></pre></main>',
    );
    expect(page?.sections[0]?.text).toBe('Design Patterns\nreranking\nstd::vec');
  });

  it('keeps the readings of ruby apart from the word, with or without `rp`', () => {
    const bare = '<ruby>漢字<rt>かんじ</rt></ruby>';
    const page = readPage(`<main><h1>${bare}</h1><p>${bare.replace('<rt>', '<rp>（</rp><rt>')} is hard.</p></main>`);
    const single = '<ruby>振<rt>ふ</rt>り<rt></rt>仮<rt>が</rt>名<rt>な</rt></ruby>です';
    expect(readPage(`<main><p>${single}</p></main>`)?.sections[0]?.text).toBe('振り仮名 (ふがな)です');
    expect(page).toMatchObject({ title: '漢字 (かんじ)', sections: [{ text: '漢字 (かんじ) is hard.' }] });
  });

  it('leaves out a page that asks not to be indexed', () => {
    expect(readPage('<meta name="robots" content="noindex"><main>Text</main>')).toBeUndefined();
  });

  it('leaves out what Docusaurus repeats: lists of posts, and the table of contents', () => {
    const page = (classes: string) => readPage(`<html class="${classes}"><main>Text</main></html>`);
    for (const name of [
      'blog-list',
      'blog-tags-list',
      'blog-tags-post-list',
      'blog-authors-posts',
      'docs-tags-doc-list',
    ])
      expect(page(`plugin ${name}-page`)).toBeUndefined();
    for (const name of ['blog-post', 'docs-doc', 'my-blog-list']) expect(page(`plugin ${name}-page`)).toBeDefined();
    const toc = '<div class="toc_x theme-doc-toc-desktop"><ul><li>Pressure</li></ul></div>';
    expect(readPage(`<main><p>Text</p>${toc}</main>`)?.sections).toMatchObject([{ text: 'Text' }]);
  });
});
