/**
 * @file Measures how often the search of documents finds the passage that answers, over real files.
 *
 * `node bench/documents.mjs --collect <folder>` makes the collection (`documents/collection.json`: packages of Debian,
 * PyPI and npm); `node bench/documents.mjs <folder>` measures it with `documents/questions.json`. What the model
 * computes is kept in the tool cache. `--verbose` names the questions whose answer is not first; `--dump <folder>`
 * writes the texts of all passages.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from '../scripts/build-library.mjs';
import { ensureBuilt } from '../scripts/build.mjs';
import { cache, dist, root } from '../scripts/paths.mjs';
import { collect } from './documents-collect.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    collect: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    dump: { type: 'string' },
    model: { type: 'string', default: 'base' },
  },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('Expected the folder of the collection, got none');
if (values.collect) for (const missing of await collect(folder)) process.stderr.write(`missing: ${missing}\n`);
else await measureFolder(folder);

/** @param {string} folder */
async function measureFolder(folder) {
  await ensureBuilt();
  const outDir = join(cache, 'documents');
  await mkdir(outDir, { recursive: true });
  const replacement = join(root, 'bench/documents/pdf-setup.ts');
  await bundle(
    { main: 'bench/documents/main.ts' },
    {
      chunks: 'documents',
      node: true,
      outDir,
      external: ['pdfjs-dist'],
      alias: [
        { find: /^.*\/shared\/pdf-setup$/, replacement },
        // The build for Node reads no ArrayBuffer.
        { find: /^mammoth$/, replacement: join(root, 'node_modules/mammoth/mammoth.browser.js') },
      ],
    },
  );
  const { measure } = await import(pathToFileURL(join(outDir, 'main.js')).href);
  const { createReranker } = await import(pathToFileURL(join(dist, 'node.js')).href);
  await measure({
    folder,
    questions: fileURLToPath(new URL('documents/questions.json', import.meta.url)),
    cache: join(outDir, `scores-${values.model}.json`),
    verbose: values.verbose,
    ...(values.dump === undefined ? {} : { dump: values.dump }),
    // A busy machine may not answer for minutes.
    create: () =>
      createReranker({ model: values.model, strategy: 'exact', vectorCacheBytes: 2 ** 28, hangMs: 3_600_000 }),
  });
}
