/**
 * @file The reader opens at the marked sentence in the middle of a long document, of 22 kinds. Screenshots of
 * all of them, wide, narrow, dark and in forced colours, are saved to the folder in `RANKSIDE_SCREENSHOTS`, if that is
 * set.
 */
import process from 'node:process';
import { utils, write } from '@e965/xlsx';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { makeDocx, makePdf, makeZip } from '../test/demo/make-files';
import { demoUnderTest, drop, overflowOf, ready, shoot } from './demo-page';

const demo = demoUnderTest();

const FILLERS = [
  'The tide tables hang beside the office door.',
  'Ropes are coiled by the left hand and dried before the night.',
  'Visitors sign the book when they come ashore.',
  'The crane is greased on the first Monday of each month.',
  'Nobody moors at the outer pier when the wind is in the north.',
];
const XML = '<?xml version="1.0"?>';
const answer = (word: string): string => `The ${word} is kept behind the third door.`;
/** 40 paragraphs, the answer, and 40 more. */
function paragraphs(word: string): readonly string[] {
  const filler = (from: number): string[] =>
    Array.from({ length: 40 }, (_, at) => `${FILLERS[(from + at) % FILLERS.length]!} (${from + at})`);
  return [...filler(0), answer(word), ...filler(40)];
}
const tagged = (word: string, tag: string): string =>
  paragraphs(word)
    .map((text) => `<${tag}>${text}</${tag}>`)
    .join('');
const html = (word: string): string =>
  `<html><head><title>Harbour</title></head><body>${tagged(word, 'p')}</body></html>`;
const message = (word: string): string =>
  `From: a@example.org\nSubject: Harbour ${word}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n${paragraphs(word).join('\n\n')}\n`;
const time = (seconds: number): string =>
  `00:${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;

function rows(word: string): readonly (readonly string[])[] {
  return [['Note', 'By'], ...paragraphs(word).map((text) => [text, 'the harbour office'])];
}

function workbook(word: string, bookType: 'xlsx' | 'ods'): Blob {
  const book = utils.book_new();
  utils.book_append_sheet(book, utils.aoa_to_sheet(rows(word).map((row) => [...row])), 'Notes');
  return new Blob([write(book, { type: 'array', bookType }) as ArrayBuffer]);
}

function openDocument(body: string): Promise<Blob> {
  return makeZip({
    'content.xml': `<office:document-content xmlns:office="o" xmlns:text="t" xmlns:draw="d"><office:body>${body}</office:body></office:document-content>`,
  });
}

function slides(word: string): Promise<Blob> {
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const texts = paragraphs(word);
  const relations = texts.map(
    (_, at) => `<Relationship Id="r${at}" Type="${office}/slide" Target="slides/slide${at}.xml"/>`,
  );
  return makeZip({
    'ppt/presentation.xml': `<p:presentation>${texts.map((_, at) => `<p:sldId r:id="r${at}"/>`).join('')}</p:presentation>`,
    'ppt/_rels/presentation.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relations.join('')}</Relationships>`,
    ...Object.fromEntries(
      texts.map((text, at) => [
        `ppt/slides/slide${at}.xml`,
        `<p:sld><p:sp><p:nvPr/><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:sp></p:sld>`,
      ]),
    ),
  });
}

function book(word: string): Promise<Blob> {
  const manifest = '<manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>';
  return makeZip({
    'META-INF/container.xml': `${XML}<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="p.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`,
    'p.opf': `${XML}<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/>${manifest}<spine><itemref idref="a"/></spine></package>`,
    'a.xhtml': html(word),
  });
}

function pdf(word: string): Blob {
  const texts = paragraphs(word);
  const onPage = (from: number) => texts.slice(from, from + 27).map((text) => ({ text, gap: 12 }));
  return makePdf([onPage(0), onPage(27), onPage(54)]);
}

/** The word that only this file has, with the file's kind and content. */
async function files(): Promise<Readonly<Record<string, readonly [kind: string, file: Blob]>>> {
  const text = (kind: string, content: string): readonly [string, Blob] => [kind, new Blob([content])];
  const cues = (word: string) =>
    paragraphs(word).map((line, at) => ({ line, from: time(at * 4), to: time(at * 4 + 3) }));
  return {
    anvil: text('txt', paragraphs('anvil').join('\n\n')),
    bellows: text('md', `# Harbour\n\n${paragraphs('bellows').join('\n\n')}`),
    candle: text('html', html('candle')),
    dagger: text(
      'xhtml',
      `${XML}<html xmlns="http://www.w3.org/1999/xhtml"><body>${tagged('dagger', 'p')}</body></html>`,
    ),
    easel: ['docx', await makeDocx(paragraphs('easel').map((each) => ({ text: each })))],
    flask: ['odt', await openDocument(`<office:text>${tagged('flask', 'text:p')}</office:text>`)],
    gavel: [
      'odp',
      await openDocument(
        paragraphs('gavel')
          .map(
            (each) =>
              `<draw:page><draw:frame><draw:text-box><text:p>${each}</text:p></draw:text-box></draw:frame></draw:page>`,
          )
          .join(''),
      ),
    ],
    hammer: ['pptx', await slides('hammer')],
    inkwell: ['xlsx', workbook('inkwell', 'xlsx')],
    jigsaw: ['ods', workbook('jigsaw', 'ods')],
    kettle: ['epub', await book('kettle')],
    lantern: ['pdf', pdf('lantern')],
    mallet: text('rtf', `{\\rtf1\\ansi ${paragraphs('mallet').join('\\par ')}}`),
    needle: text('eml', message('needle')),
    organ: text('mbox', `From a@example.org Mon Jan  1 00:00:00 2024\n${message('organ')}`),
    pulley: text(
      'mhtml',
      `MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n${html('pulley')}\r\n--b--`,
    ),
    quiver: text(
      'ipynb',
      JSON.stringify({
        nbformat: 4,
        metadata: {},
        cells: paragraphs('quiver').map((source) => ({ cell_type: 'markdown', metadata: {}, source })),
      }),
    ),
    rudder: text(
      'srt',
      cues('rudder')
        .map(({ line, from, to }, at) => `${at + 1}\n${from},000 --> ${to},000\n${line}\n`)
        .join('\n'),
    ),
    saddle: text(
      'vtt',
      `WEBVTT\n\n${cues('saddle')
        .map(({ line, from, to }) => `${from}.000 --> ${to}.000\n${line}\n`)
        .join('\n')}`,
    ),
    trowel: text(
      'csv',
      rows('trowel')
        .map((row) => row.join(','))
        .join('\n'),
    ),
    urn: text(
      'log',
      paragraphs('urn')
        .map((line, at) => `2024-01-01T${time(at)} INFO ${line}`)
        .join('\n'),
    ),
    violin: text(
      'py',
      paragraphs('violin')
        .map((line, at) => `def step_${at}():\n    """${line}"""\n    return ${at}\n`)
        .join('\n\n'),
    ),
  };
}

const STYLES = {
  wide: { width: 1280, colorScheme: 'light', forcedColors: 'none' },
  narrow: { width: 320, colorScheme: 'light', forcedColors: 'none' },
  dark: { width: 1280, colorScheme: 'dark', forcedColors: 'none' },
  forced: { width: 1280, colorScheme: 'light', forcedColors: 'active' },
} as const;

const takesScreenshots = process.env['RANKSIDE_SCREENSHOTS'] !== undefined;

/** Where the answer is, from 0 at the top of what is seen of the document to 1 at its bottom. */
async function placeOf(page: Page): Promise<number> {
  const sentence = page.locator('#viewer-body').getByText('third door').first();
  await sentence.waitFor();
  const { y, height } = (await sentence.boundingBox())!;
  const body = (await page.locator('#viewer-body').boundingBox())!;
  return (y + height / 2 - body.y) / body.height;
}

test('the reader opens at the marked sentence in every kind of document', async () => {
  const page = await demo.open({ collection: false, viewport: { width: 1280, height: 860 } });
  await ready(page);
  const all = await files();
  const named = Object.entries(all).map(([word, [kind, file]]) => [`${word}.${kind}`, file] as const);
  await drop(page, Object.fromEntries(named), `${named.length} added.`);
  for (const [word, [kind]] of Object.entries(all)) {
    await page.getByLabel('Search your documents').fill(`where is the "${word}" kept`);
    await page.locator('#search-state', { hasText: 'read by the model' }).waitFor();
    const card = page.locator('.card', { hasText: `${word}.${kind}` }).first();
    await card.locator('.hit-sentence', { hasText: 'third door' }).first().waitFor();
    await card.locator('.open').first().click();
    await expect.poll(() => placeOf(page), { message: kind }).toSatisfy((place: number) => place > 0 && place < 0.75);
    for (const [style, { width, ...media }] of Object.entries(STYLES)) {
      if (!takesScreenshots && style !== 'narrow') continue;
      await page.emulateMedia(media);
      await page.setViewportSize({ width, height: 860 });
      await shoot(page, `reader-${kind}-${style}`);
      expect(await overflowOf(page), `${kind}, ${style}`).toBeLessThanOrEqual(0);
    }
    await page.setViewportSize({ width: 1280, height: 860 });
    await page.keyboard.press('Escape');
    await page.locator('#viewer').waitFor({ state: 'hidden' });
  }
});
