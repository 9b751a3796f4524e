/**
 * @file Documents that try to run code, to request something or to break the page: each is read, found by its words and
 * opened in the reader. No code of theirs runs, nothing is requested, and the policy has nothing to refuse.
 */
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { makePdf, makeZip } from '../test/demo/make-files';
import { demoUnderTest, drop, ready } from './demo-page';

const demo = demoUnderTest();

/** Nothing answers there; a request to it would be recorded. */
const ELSEWHERE = 'http://elsewhere.test';
const CODE = "document.body.dataset.hacked='yes'";
const TAGS = [
  `<script>${CODE}</script>`,
  `<img src="${ELSEWHERE}/pixel.png" onerror="${CODE}">`,
  `<svg onload="${CODE}"><script>${CODE}</script><image href="${ELSEWHERE}/i.svg"/></svg>`,
  `<iframe src="${ELSEWHERE}/frame" srcdoc="<script>parent.${CODE}</script>"></iframe>`,
  `<object data="${ELSEWHERE}/o"></object><embed src="${ELSEWHERE}/e">`,
  `<form action="${ELSEWHERE}/form"><input autofocus onfocus="${CODE}"></form>`,
  `<video src="${ELSEWHERE}/v" onerror="${CODE}" autoplay></video>`,
  `<math><mtext><style><img src=x onerror="${CODE}"></style></mtext></math>`,
].join('\n');
const HEAD = [
  `<meta http-equiv="refresh" content="0; url=${ELSEWHERE}/refresh">`,
  `<base href="${ELSEWHERE}/"><link rel="stylesheet" href="${ELSEWHERE}/s.css">`,
  `<style>@import url(${ELSEWHERE}/i.css); body { background: url(${ELSEWHERE}/b.png) }</style>`,
].join('\n');
const says = (word: string): string => `The ${word} is kept behind the third door.`;
const page = (word: string): string =>
  `<html><head>${HEAD}</head><body onload="${CODE}">${TAGS}<p>${says(word)}</p></body></html>`;
const mail = (word: string): string =>
  [
    `From: "<img src=x onerror=${CODE}>" <a@example.org>`,
    'Subject: =?utf-8?B?PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==?=',
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
    '',
    page(word),
  ].join('\r\n');
const XML = '<?xml version="1.0"?>';
const ENTITIES = `<!DOCTYPE r [<!ENTITY a "${'x'.repeat(50)}">${Array.from(
  { length: 9 },
  (_, at) => `<!ENTITY ${'bcdefghij'[at]!} "${`&${'abcdefghi'[at]!};`.repeat(10)}">`,
).join('')}<!ENTITY file SYSTEM "${ELSEWHERE}/entity">]>`;

async function book(word: string): Promise<Blob> {
  const spine = '<spine><itemref idref="a"/></spine>';
  const manifest = '<manifest><item id="a" href="../../a.xhtml" media-type="application/xhtml+xml"/></manifest>';
  return makeZip({
    'META-INF/container.xml': `${XML}<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="x/y/p.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`,
    'x/y/p.opf': `${XML}<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/>${manifest}${spine}</package>`,
    'a.xhtml': page(word),
  });
}

async function wordFile(word: string): Promise<Blob> {
  const main = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const types = 'http://schemas.openxmlformats.org/package/2006/content-types';
  const content = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
  return makeZip({
    '[Content_Types].xml': `${XML}<Types xmlns="${types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${content}"/></Types>`,
    '_rels/.rels': `${XML}<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/_rels/document.xml.rels': `${XML}<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}/attachedTemplate" Target="${ELSEWHERE}/t.dotm" TargetMode="External"/><Relationship Id="r2" Type="${office}/hyperlink" Target="javascript:${CODE}" TargetMode="External"/></Relationships>`,
    'word/document.xml': `${XML}<w:document xmlns:w="${main}" xmlns:r="${office}"><w:body><w:p><w:hyperlink r:id="r2"><w:r><w:t>&lt;script&gt;${CODE}&lt;/script&gt; ${says(word)}</w:t></w:r></w:hyperlink></w:p></w:body></w:document>`,
  });
}

const notebook = (word: string): string =>
  JSON.stringify({
    nbformat: 4,
    metadata: {},
    cells: [
      { cell_type: 'markdown', metadata: {}, source: [`${TAGS}\n\n${says(word)}`] },
      {
        cell_type: 'code',
        metadata: {},
        source: ['1'],
        outputs: [{ output_type: 'display_data', metadata: {}, data: { 'text/html': TAGS } }],
      },
    ],
  });

const ACTIONS = [
  `<< /Type /Annot /Subtype /Link /Rect [0 0 600 800] /A << /S /URI /URI (javascript:${CODE}) >> >>`,
  `<< /Type /Annot /Subtype /Widget /FT /Btn /Rect [0 0 9 9] /AA << /PO << /S /JavaScript /JS (app.alert\\(1\\)) >> >> >>`,
];

/** The files by the word that only their text contains. */
async function hostileFiles(): Promise<Readonly<Record<string, readonly [name: string, file: Blob]>>> {
  const text = (name: string, content: string): readonly [string, Blob] => [name, new Blob([content])];
  return {
    anvil: text('page.html', page('anvil')),
    bellows: text('strict.xhtml', `${XML}${ENTITIES}${page('bellows')}`),
    candle: text(
      'note.md',
      `${TAGS}\n\n[here](javascript:${CODE}) ![i](${ELSEWHERE}/i.png)\n\n# <b>H</b>\n\n${says('candle')}`,
    ),
    dagger: text('letter.eml', mail('dagger')),
    easel: text(
      'saved.mhtml',
      `MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n${mail('easel')}\r\n--b--`,
    ),
    flask: ['book.epub', await book('flask')],
    gavel: ['letter.docx', await wordFile('gavel')],
    hammer: text('work.ipynb', notebook('hammer')),
    inkwell: ['printed.pdf', makePdf([[{ text: says('inkwell') }]], { annotations: ACTIONS })],
    jigsaw: text(
      'letter.rtf',
      `{\\rtf1{\\field{\\*\\fldinst INCLUDEPICTURE "${ELSEWHERE}/p.png"}}{\\object\\objemb{\\*\\objdata 00}}${says('jigsaw')}}`,
    ),
    kettle: text(
      'table.csv',
      `what,where\n=HYPERLINK("${ELSEWHERE}/x"),"<img src=x onerror=${CODE}> ${says('kettle')}"\n`,
    ),
    lantern: text(`<img src=x onerror=${CODE}>.txt`, `${TAGS}\n\n${says('lantern')}`),
    mallet: text('film.srt', `1\n00:00:01,000 --> 00:00:02,000\n${TAGS.replaceAll('\n', '')} ${says('mallet')}\n`),
  };
}

const hacked = (opened: Page): Promise<string | undefined> => opened.evaluate(() => document.body.dataset['hacked']);

describe('hostile documents', () => {
  test('run no code and request nothing, are found by their words and open in the reader', async () => {
    const opened = await demo.open({ view: 'documents', collection: false });
    let dialogs = 0;
    opened.on('dialog', (dialog) => (dialogs++, void dialog.dismiss()));
    const popups: string[] = [];
    opened.context().on('page', (popup) => popups.push(popup.url()));
    await ready(opened);
    const files = await hostileFiles();
    const count = Object.keys(files).length;
    await drop(opened, Object.fromEntries(Object.values(files)), `${count} added.`);
    await opened.getByRole('link', { name: 'Search' }).click();
    for (const [word, [name]] of Object.entries(files)) {
      await opened.getByLabel('Search your documents').fill(`"${word}"`);
      const card = opened.locator('.card', { hasText: word }).first();
      await card.waitFor();
      await card.locator('.open').first().click();
      await opened.locator('#viewer').waitFor();
      await expect.poll(() => opened.locator('#viewer').textContent(), { message: name }).toContain(word);
      await opened.keyboard.press('Escape');
      await opened.locator('#viewer').waitFor({ state: 'hidden' });
    }
    expect(await hacked(opened)).toBeUndefined();
    expect([dialogs, popups]).toEqual([0, []]);
    expect(demo.watched.problems).toEqual([]);
    expect(demo.watched.requests.filter((url) => url.startsWith(ELSEWHERE))).toEqual([]);
    expect(opened.url()).toContain(demo.url);
  });

  test('a PDF of 1,000 pages is read, and its last page is found', async () => {
    const opened = await demo.open({ view: 'documents', collection: false });
    await ready(opened);
    const pages = Array.from({ length: 1000 }, (_, at) => [{ text: `Entry ${at + 1} of the long register.` }]);
    pages[999] = [{ text: says('nightjar') }];
    await drop(opened, { 'register.pdf': makePdf(pages) }, '1 added.');
    await opened.getByRole('link', { name: 'Search' }).click();
    await opened.getByLabel('Search your documents').fill('"nightjar"');
    const card = opened.locator('.card').first();
    await expect.poll(() => card.textContent(), { timeout: 20_000 }).toContain('page 1000');
  });
});
