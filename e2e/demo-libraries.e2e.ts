/**
 * @file Measures what each library of the demo weighs in its build. The table in `docs/demo.md` is this test's
 * snapshot: `npm run e2e -- e2e/demo-libraries.e2e.ts -u` writes it anew.
 */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ensureBuilt } from '../scripts/build.mjs';
import { demoDist, root } from '../scripts/paths.mjs';

/** The chunks of each library, which have the names of the files of this project that import it, and when they load. */
const LIBRARIES: readonly (readonly [name: string, chunks: RegExp, loads: string])[] = [
  ['parse5 and htmlparser2', /^(?:html|nesting)-/, 'the first HTML, Markdown, Office files, books, mail'],
  ['marked', /^markdown-/, 'the first Markdown, notebooks'],
  ['yaml', /^browser-/, 'the first Markdown with front matter'],
  ['mammoth', /^word-/, 'the first Word'],
  ['SheetJS', /^sheet-/, 'the first spreadsheets'],
  ['postal-mime', /^mail-/, 'the first mail, saved pages'],
  ['papaparse', /^table-/, 'the first CSV, TSV, JSONL'],
  ['jschardet', /^jschardet/, 'the first text that is no UTF-8 and declares no encoding'],
  ['pdf.js, which reads', /^(?:pdf-[^p]|pdf\.worker)/, 'the first PDF'],
  ['pdf.js, which draws pages', /^pdf-page-/, 'the first PDF that is opened'],
  [
    'tesseract.js-core, its WASM and the data for English',
    /^(?:ocr-worker|tesseract|eng\.)/,
    'the first scan or image that is read on request',
  ],
  ['zip.js', /^zip-/, 'the page'],
  ['franc-min', /^franc-min-/, 'the first question'],
];

test('the libraries of the demo weigh what docs/demo.md says', async () => {
  await ensureBuilt({ demo: true });
  const folders = [join(demoDist, 'assets'), join(demoDist, 'ocr')];
  const lists = await Promise.all(
    folders.map(async (folder) => (await readdir(folder)).map((name) => ({ folder, name }))),
  );
  const files = lists.flat().filter(({ name }) => /\.(?:js|gz)$|^tesseract.*\.wasm$/.test(name));
  const rows = await Promise.all(
    LIBRARIES.map(async ([name, chunks, loads]) => {
      const found = files.filter((file) => chunks.test(file.name));
      expect(found, name).not.toEqual([]);
      const contents = await Promise.all(found.map((file) => readFile(join(file.folder, file.name))));
      const raw = contents.reduce((sum, { length }) => sum + length, 0);
      const compressed = contents.reduce((sum, bytes) => sum + brotliCompressSync(bytes).length, 0);
      return `| ${name} | ${kilobytes(raw)} | ${kilobytes(compressed)} | ${loads} |`;
    }),
  );
  const table = ['| library | kB | compressed | loads with |', '|---|---|---|---|', ...rows].join('\n');
  const path = join(root, 'docs/demo.md');
  const text = await readFile(path, 'utf8');
  const pattern = /\| library \| kB \|[^\n]*\n(?:\|[^\n]*\n)+/;
  expect(text).toMatch(pattern);
  await expect(text.replace(pattern, () => `${table}\n`)).toMatchFileSnapshot(path);
});

/** To two digits, because a chunk also has code of the demo, which changes more often. */
function kilobytes(bytes: number): string {
  return Number((bytes / 1000).toPrecision(2)).toLocaleString('en');
}
