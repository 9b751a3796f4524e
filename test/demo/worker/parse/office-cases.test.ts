import { describe, expect, it } from 'vitest';
import { utils, write } from '@e965/xlsx';
import { readFile } from '../../../../src/demo/worker/read-file';
import { makeZip } from '../../make-files';

const context = { signal: new AbortController().signal, onProgress: () => undefined };
async function read(path: string, file: Blob) {
  const found = await readFile({ path, file }, undefined, context);
  if (typeof found === 'string') throw new TypeError(`Expected a document, got ${found}`);
  return found;
}
async function blocks(path: string, file: Blob) {
  const { content } = await read(path, file);
  return content.blocks.map(({ kind, start, end }) => [kind, content.text.slice(start, end)]);
}

const relation = (id: string, type: string, target: string) =>
  `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`;
const relations = (...all: readonly string[]) =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join('')}</Relationships>`;
describe('parseOpenDocument()', () => {
  const content = (body: string) =>
    `<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="tb" xmlns:draw="d"><office:body>${body}</office:body></office:document-content>`;

  it('reads headings, tables, notes, comments and headers of texts', async () => {
    const body =
      '<office:text><text:h text:outline-level="2">Rope</text:h><text:p>Keep<text:s/>it dry<text:note><text:note-body><text:p>Always.</text:p></text:note-body></text:note>, please.<office:annotation><dc:creator>Ann</dc:creator><text:p>Why?</text:p></office:annotation></text:p>' +
      '<table:table><table:table-row><table:table-cell><text:p>A</text:p></table:table-cell><table:table-cell><text:p>B</text:p></table:table-cell></table:table-row></table:table></office:text>';
    const styles = '<s><style:header><text:p>Top</text:p></style:header></s>';
    expect(await blocks('a.odt', await makeZip({ 'content.xml': content(body), 'styles.xml': styles }))).toEqual([
      ['heading', 'Rope'],
      ['text', 'Keep it dry, please.'],
      ['text', 'Note: Always.'],
      ['text', 'Comment by Ann: Why?'],
      ['text', 'A · B'],
      ['text', 'Header: Top'],
    ]);
  });

  it('reads a workbook with an empty sheet', async () => {
    const book = utils.book_new();
    utils.book_append_sheet(book, utils.aoa_to_sheet([['Name'], ['Bolt']]), 'One');
    utils.book_append_sheet(book, utils.aoa_to_sheet([]), 'Two');
    const file = new Blob([write(book, { type: 'array', bookType: 'ods' }) as ArrayBuffer]);
    expect(await blocks('a.ods', file)).toEqual([['row', 'Name: Bolt']]);
  });

  it('reads slides with titles and notes', async () => {
    const body =
      '<draw:page><draw:frame presentation:class="title"><draw:text-box><text:p>Sails</text:p></draw:text-box></draw:frame><draw:frame><draw:text-box><text:p>Reef early.</text:p></draw:text-box></draw:frame><presentation:notes><text:p>Say why.</text:p></presentation:notes></draw:page>';
    expect(await blocks('a.odp', await makeZip({ 'content.xml': content(body) }))).toEqual([
      ['heading', 'Sails'],
      ['text', 'Reef early.'],
      ['text', 'Notes: Say why.'],
    ]);
  });

  it('names a password', async () => {
    const manifest = '<manifest:encryption-data/>';
    const file = await makeZip({ 'content.xml': 'x', 'META-INF/manifest.xml': manifest });
    await expect(read('a.odt', file)).rejects.toThrow('password');
  });
});

describe('parseSlides()', () => {
  it('reads titles, texts, tables and notes in the order of the slides', async () => {
    const shape = (text: string, type = '') =>
      `<p:sp><p:nvPr>${type === '' ? '' : `<p:ph type="${type}"/>`}</p:nvPr><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:sp>`;
    const table =
      '<a:tbl><a:tr><a:tc><a:p><a:t>A</a:t></a:p></a:tc><a:tc><a:p><a:t>B</a:t></a:p></a:tc></a:tr></a:tbl>';
    const file = await makeZip({
      'ppt/presentation.xml': '<p:presentation><p:sldId r:id="r2"/><p:sldId r:id="r1"/></p:presentation>',
      'ppt/_rels/presentation.xml.rels': relations(
        relation('r1', 'slide', 'slides/slide1.xml'),
        relation('r2', 'slide', 'slides/slide2.xml'),
      ),
      'ppt/slides/slide1.xml': `<p:sld>${shape('Last words')}${table}</p:sld>`,
      'ppt/slides/slide2.xml': `<p:sld>${shape('Knots', 'ctrTitle')}${shape('A bowline holds.')}</p:sld>`,
      'ppt/slides/_rels/slide2.xml.rels': relations(relation('n', 'notesSlide', '../notesSlides/n.xml')),
      'ppt/notesSlides/n.xml': `<p:notes>${shape('Show one.', 'body')}</p:notes>`,
    });
    expect(await blocks('a.pptx', file)).toEqual([
      ['heading', 'Knots'],
      ['text', 'A bowline holds.'],
      ['text', 'Notes: Show one.'],
      ['heading', 'Slide 2'],
      ['text', 'Last words'],
      ['text', 'A · B'],
    ]);
  });
});

describe('parseSheet()', () => {
  it.each(['xlsx', 'ods', 'xls'] as const)('reads the shown values of each sheet of .%s', async (bookType) => {
    const book = utils.book_new();
    utils.book_append_sheet(
      book,
      utils.aoa_to_sheet([
        ['Name', 'Price'],
        ['Bolt', 3],
      ]),
      'Stock',
    );
    utils.book_append_sheet(
      book,
      utils.aoa_to_sheet([
        ['Port', 'Depth'],
        ['Hull', 9.5],
      ]),
      'Ports',
    );
    const bytes = write(book, { bookType: bookType === 'xls' ? 'biff8' : bookType, type: 'array' }) as ArrayBuffer;
    const { content } = await read(`a.${bookType}`, new Blob([bytes]));
    expect(content.chunks.map(({ start, end, heading }) => [heading, content.text.slice(start, end)])).toEqual([
      ['Stock', 'Name: Bolt; Price: 3'],
      ['Ports', 'Port: Hull; Depth: 9.5'],
    ]);
  });
});

describe('parseBook()', () => {
  const book = (extra: Readonly<Record<string, string>> = {}) =>
    makeZip({
      mimetype: 'application/epub+zip',
      'META-INF/container.xml': '<container><rootfiles><rootfile full-path="OEBPS/b.opf"/></rootfiles></container>',
      'OEBPS/b.opf':
        '<package><metadata><dc:title>The Sea</dc:title></metadata><manifest><item id="b" href="two%20b.xhtml"/><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>',
      'OEBPS/a.xhtml': '<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>One</h1><p>First.</p></body></html>',
      'OEBPS/two b.xhtml': '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Second.</p></body></html>',
      ...extra,
    });

  it('reads the chapters in order, under the title', async () => {
    expect((await blocks('a.epub', await book())).map(([, text]) => text)).toEqual([
      'The Sea',
      'One',
      'First.',
      'Second.',
    ]);
  });

  it('names the protection against copying', async () => {
    const encryption = '<encryption><enc:CipherReference URI="OEBPS/a.xhtml"/></encryption>';
    await expect(read('a.epub', await book({ 'META-INF/encryption.xml': encryption }))).rejects.toThrow('DRM');
  });
});

describe('parseMail()', () => {
  const message = [
    'From: =?utf-8?q?Ren=C3=A9?= <rene@example.org>',
    'To: ann@example.org',
    'Subject: =?utf-8?B?SsOkZ2Vy?=',
    'Date: Mon, 5 Jan 2026 10:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain; charset=iso-8859-1',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Caf=E9 at the har=',
    'bour.',
    '--b',
    'Content-Type: text/csv; name="prices.csv"',
    'Content-Disposition: attachment; filename="prices.csv"',
    'Content-Transfer-Encoding: base64',
    '',
    btoa('name,price\nbolt,3'),
    '--b--',
    '',
  ].join('\r\n');

  it('decodes subject, sender, date and text; attachments are documents of their own', async () => {
    const { content, attachments } = await read('a.eml', new Blob([message]));
    expect(content.text).toMatch(
      /^Jäger\n\nFrom: René <rene@example.org>; To: ann@example.org; Date: 5 January 2026 at 10:00 UTC/,
    );
    expect(content.text).toContain('Café at the harbour.');
    expect(attachments.map(({ path }) => path)).toEqual(['a.eml/prices.csv']);
    expect(await attachments[0]?.file.text()).toBe('name,price\nbolt,3');
  });

  it('reads each message of a mailbox', async () => {
    const one = (subject: string) =>
      `From a@b Mon Jan  5 10:00:00 2026\nSubject: ${subject}\nFrom: a@b\n\nText of ${subject}.\n\n`;
    const headings = (await blocks('a.mbox', new Blob([one('first') + one('second')]))).filter(
      ([kind]) => kind === 'heading',
    );
    expect(headings.map(([, text]) => text)).toEqual(['first', 'second']);
  });

  it('reads saved web pages', async () => {
    const page =
      'From: <Saved>\r\nSubject: Tides\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>High =3D noon</p>\r\n--b--\r\n';
    expect((await blocks('a.mhtml', new Blob([page]))).at(-1)).toEqual(['text', 'High = noon']);
  });
});

describe('other kinds', () => {
  it('parseRtf() returns text without control words', async () => {
    const source = String.raw`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\author X}}\pard\outlinelevel0 Title\par\pard Caf\'e9 \b bold\b0  and \u8364?5\par{\*\generator W;}A\cell B\cell\row}`;
    expect(await blocks('a.rtf', new Blob([source]))).toEqual([
      ['heading', 'Title'],
      ['text', 'Café bold and €5'],
      ['text', 'A · B'],
    ]);
  });

  it('parseRtf() keeps sentences around notes, comments and headers, and rows whose cells have paragraphs', async () => {
    const source = String.raw`{\rtf1\ansi{\header Top\par}The mast{\footnote Of oak.} is{\*\annotation Why?} new.\par\intbl A\par more\cell B\cell\row\pard End}`;
    expect((await blocks('a.rtf', new Blob([source]))).map(([, text]) => text)).toEqual([
      'The mast is new.',
      'Header: Top',
      'Note: Of oak.',
      'Comment: Why?',
      'A more · B',
      'End',
    ]);
  });

  it('parseRtf() reads letters by the character set of their font', async () => {
    const source = String.raw`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}\f0 Caf\'e9 \f1\'c4\'e0{\f0 \'e9}\'c4}`;
    expect(await blocks('a.rtf', new Blob([source]))).toEqual([['text', 'Café ДаéД']]);
  });

  it.each([
    [String.raw`\ansi\ansicpg932 \'83\'41\'83A\'83\'5cB`, 'アアソB'],
    [String.raw`\ansi\ansicpg936 \'c4\'e3\'81@`, '你丂'],
    [String.raw`\ansi\ansicpg10000 caf\'8e`, 'café'],
    [String.raw`\mac caf\'8e`, 'café'],
    [String.raw`\ansi\ansicpg65001 caf\'c3\'a9`, 'café'],
    [String.raw`\ansi\ansicpg20866 \'cb\'cf\'d4`, 'кот'],
    [String.raw`\pc\ansicpg866 \'aa\'ae\'e2`, 'кот'],
    [String.raw`\ansi\ansicpg0 caf\'e9`, 'café'],
    [String.raw`\ansi\ansicpg1251 ` + '\xea\xee\xf2', 'кот'],
    [String.raw`\pc plain`, 'plain'],
    [String.raw`\ansi\ansicpg28591 caf\'e9`, 'café'],
    [String.raw`\ansi\ansicpg54936 \'810\'810\'c4\'e3`, '\x80你'],
    [String.raw`\ansi\ansicpg1200 caf\'e9`, 'café'],
    [String.raw`\ansi\ansicpg936{\fonttbl{\f0\fcharset0 Arial;}}\f0 r\'e9sum\'e9`, 'résumé'],
    [String.raw`\ansi\ansicpg932 \'83\\\'83\{`, 'ソボ'],
    [String.raw`\ansi {\u8364}Hello \u8220\ldblquote yes\u8209\_no`, '€Hello “yes‑no'],
    ['\\ansi \x7fHello there', '\x7fHello there'],
  ])('parseRtf() reads the letters of code pages: %s', async (text, expected) => {
    const file = new Blob([Uint8Array.from(`{\\rtf1${text}}`, (letter) => letter.charCodeAt(0))]);
    expect(await blocks('a.rtf', file)).toEqual([['text', expected]]);
  });

  it.each([
    [String.raw`\ansi\ansicpg437 caf\'82`, 'cp437'],
    [String.raw`\pca caf\'82`, 'cp850'],
  ])('parseRtf() refuses code pages that no browser decodes: %s', async (text, page) => {
    await expect(blocks('a.rtf', new Blob([`{\\rtf1${text}}`]))).rejects.toThrow(
      `Its letters are in the code page ${page}, which cannot be read`,
    );
  });

  it('parseMail() keeps the bytes of a message whose mailbox escapes lines', async () => {
    const message =
      'From a\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\n>From “here” on, €5.\n>>From that.\n';
    expect(await blocks('a.mbox', new Blob([message]))).toEqual([
      ['heading', 'x'],
      ['text', 'From “here” on, €5. >From that.'],
    ]);
  });

  it('parseMail() reads the HTML of a message whose text says nothing', async () => {
    const part = (type: string, text: string) => `--b\nContent-Type: text/${type}\n\n${text}\n`;
    const source = `Subject: x\nContent-Type: multipart/alternative; boundary=b\n\n${part('plain', 'See HTML')}${part('html', '<p>The ferry leaves at noon from the old pier.')}--b--\n`;
    expect((await blocks('a.eml', new Blob([source]))).map(([, text]) => text)).toEqual([
      'x',
      'The ferry leaves at noon from the old pier.',
    ]);
  });

  it('parseNotebook() returns texts, code and what it printed', async () => {
    const cells = [
      { cell_type: 'markdown', source: ['# Tides\n', '\n', 'High.'] },
      { cell_type: 'code', source: 'print(1)', outputs: [{ text: ['1\n'] }, { data: { 'image/png': 'aGk=' } }] },
    ];
    expect(await blocks('a.ipynb', new Blob([JSON.stringify({ cells })]))).toEqual([
      ['heading', 'Tides'],
      ['text', 'High.'],
      ['code', 'print(1)'],
      ['code', '1'],
    ]);
  });

  it.each([
    ['a.srt', '1\n00:00:01,000 --> 00:00:02,000\n<i>Cast</i> off!\n\n2\n00:01:05,000 --> 00:01:06,000\nNow.\n'],
    ['a.vtt', 'WEBVTT\n\nNOTE no\n\n00:01.000 --> 00:02.000\nCast off!\n\n01:05.000 --> 01:06.000\nNow.\n'],
  ])('parseSubtitles() returns what is said in %s by minute', async (path, source) => {
    const { content } = await read(path, new Blob([source]));
    expect(content.chunks.map(({ start, end, heading }) => [heading, content.text.slice(start, end)])).toEqual([
      ['0:00', 'Cast off!'],
      ['0:01', 'Now.'],
    ]);
  });
});
