import { describe, expect, it } from 'vitest';
import { parseWord } from '../../../../src/demo/worker/parse/word';
import { makeZip } from '../../make-files';

const context = { signal: new AbortController().signal, onProgress: () => undefined };
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const relation = (id: string, type: string, target: string) =>
  `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`;
const relations = (...all: readonly string[]) =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join('')}</Relationships>`;
const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
const cell = (text: string) => `<w:tc>${paragraph(text)}</w:tc>`;

describe('parseWord()', () => {
  const files = {
    '_rels/.rels': relations(relation('r1', 'officeDocument', 'word/document.xml')),
    'word/_rels/document.xml.rels': relations(
      relation('r2', 'footnotes', 'footnotes.xml'),
      relation('r3', 'comments', 'comments.xml'),
    ),
    'word/document.xml': `<w:document ${W}><w:body><w:tbl><w:tr>${['Region', 'Product', 'Units'].map(cell).join('')}</w:tr><w:tr>${['Norland', 'Cable', '12'].map(cell).join('')}</w:tr></w:tbl><w:p><w:r><w:t>Body</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p></w:body></w:document>`,
    'word/footnotes.xml': `<w:footnotes ${W}><w:footnote w:id="2">${paragraph('A footnote.')}</w:footnote></w:footnotes>`,
    'word/comments.xml': `<w:comments ${W}><w:comment w:id="0" w:author="Ann" w:initials="A">${paragraph('A comment.')}</w:comment></w:comments>`,
    'word/header1.xml': `<w:hdr ${W}>${paragraph('Top line')}</w:hdr>`,
    'word/footer1.xml': `<w:ftr ${W}>${paragraph('Bottom line')}</w:ftr>`,
  };

  it.each([
    ['repeated on each page', '<w:trPr><w:tblHeader/></w:trPr>', ''],
    ['in bold', '', '<w:rPr><w:b/></w:rPr>'],
  ])('puts the names of a header row %s before the values', async (_, rowFormat, runFormat) => {
    const name = (text: string) => `<w:tc><w:p><w:r>${runFormat}<w:t>${text}</w:t></w:r></w:p></w:tc>`;
    const header = `<w:tr>${rowFormat}${['Port', 'Warden'].map(name).join('')}</w:tr>`;
    const row = `<w:tr>${['Hull', 'Ada'].map(cell).join('')}</w:tr>`;
    const body = `<w:document ${W}><w:body><w:tbl>${header}${row}</w:tbl></w:body></w:document>`;
    const found = await parseWord(await makeZip({ ...files, 'word/document.xml': body }), context);
    expect(found.blocks[0]).toEqual({ kind: 'text', text: 'Port: Hull; Warden: Ada' });
  });

  it.each(['a.docx', 'a.docm', 'a.dotx'])(
    'reads rows, footnotes, comments, headers and footers of %s',
    async (path) => {
      const texts = (await parseWord(await makeZip(files), { ...context, path })).blocks.map(({ text }) => text);
      expect(texts[0]).toBe('Region: Norland; Product: Cable; Units: 12');
      expect(texts.join('\n')).toMatch(/A footnote[\s\S]*A comment/);
      expect(texts.slice(-2).toSorted()).toEqual(['Footer: Bottom line', 'Header: Top line']);
    },
  );
});
