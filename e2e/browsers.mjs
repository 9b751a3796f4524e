/**
 * @file `node e2e/browsers.mjs [--only firefox|webkit]` runs the built package and the demo in Firefox and in WebKit
 * (WebKitGTK's MiniBrowser). A plain page ranks with both embedded models, faults are injected into it, then the demo
 * is used step by step. It prints the tables of docs/browsers.md. It uses the browsers installed on the system: on
 * Debian `apt-get install firefox-esr webkit2gtk-driver xvfb`.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from '../scripts/build-library.mjs';
import { ensureBuilt } from '../scripts/build.mjs';
import { cache, demoDist } from '../scripts/paths.mjs';
import { serve } from '../scripts/serve.mjs';
import { WALK_HEAD, walkThroughDemo } from './browsers/demo-walk.mjs';
import { FAULTS_HEAD, breakPlainPage } from './browsers/faults.mjs';
import { openFirefox } from './browsers/firefox.mjs';
import { PLAIN_HEAD, makePlainPage, rankOnPlainPage } from './browsers/plain-page.mjs';
import { openWebKit } from './browsers/webkit.mjs';

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const folder = await mkdtemp(join(tmpdir(), 'rankside-browsers-'));

const BROWSERS = [
  ['firefox', (name) => openFirefox(join(folder, name))],
  ['webkit', () => openWebKit()],
];

try {
  await ensureBuilt({ demo: true });
  await makePlainPage(join(folder, 'plain'));
  const { files, questions } = await harbour();
  const tables = [[PLAIN_HEAD], [FAULTS_HEAD], [WALK_HEAD]];
  for (const [name, open] of BROWSERS) {
    if (values.only !== undefined && values.only !== name) continue;
    const visits = [
      ['plain', join(folder, 'plain'), (browser, { url }) => rankOnPlainPage(browser, url)],
      ['faults', join(folder, 'plain'), (browser, { url }) => breakPlainPage(browser, url)],
      [
        'demo',
        demoDist,
        (browser, { url, close }) => walkThroughDemo(browser, { url, files, questions, stopServer: close }),
      ],
    ];
    for (const [index, [visit, served, work]] of visits.entries()) {
      const rows = await visited(() => open(`${name}-${visit}`), served, work);
      tables[index].push(...rows);
    }
  }
  for (const table of tables) process.stdout.write(`${markdown(table)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Returns the table rows of one visit, each with the browser's name first. */
async function visited(open, served, work) {
  const server = await serve(served);
  const browser = await open();
  try {
    const rows = await work(browser, server);
    if (rows.some(({ ok }) => !ok)) process.exitCode = 1;
    return rows.map(({ cells }) => [browser.name, ...cells]);
  } finally {
    await browser.close();
    await server.close();
  }
}

function markdown([head, ...rows]) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** Writes the documents of the walk to disk and returns their paths with the questions. */
async function harbour() {
  const outDir = join(cache, 'walk');
  await bundle({ 'harbour-files': 'e2e/harbour-files.ts' }, { node: true, outDir });
  const { harbourFiles, HARBOUR_QUESTIONS } = await import(pathToFileURL(join(outDir, 'harbour-files.js')).href);
  const filesFolder = join(folder, 'files');
  await mkdir(filesFolder);
  const files = Object.entries(await harbourFiles()).map(async ([name, blob]) => {
    const path = join(filesFolder, name);
    await writeFile(path, Buffer.from(await blob.arrayBuffer()));
    return path;
  });
  return { files: await Promise.all(files), questions: HARBOUR_QUESTIONS };
}
