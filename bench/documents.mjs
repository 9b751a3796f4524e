/**
 * @file Measures how often the search of documents finds the passage that answers, over real files.
 *
 * `node bench/documents.mjs --collect <folder>` makes the collection (`documents/collection.json`: packages of Debian,
 * PyPI and npm); `node bench/documents.mjs <folder>` measures it with `documents/questions.json`. What the model
 * computes is kept in the tool cache. `--verbose` names the questions whose answer is not first; `--dump <folder>`
 * writes the texts of all passages. `--words` reads only the passages that words find, which takes less time.
 * `node bench/documents.mjs --times [--only csv]` measures the processor time of each parser for one
 * megabyte of difficult text (`documents/shapes.ts`).
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle, parsersInNode } from '../scripts/build-library.mjs';
import { ensureBuilt } from '../scripts/build.mjs';
import { cache, dist } from '../scripts/paths.mjs';
import { collect } from './documents-collect.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    collect: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    dump: { type: 'string' },
    words: { type: 'boolean', default: false },
    times: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    model: { type: 'string', default: 'base' },
  },
});
const [folder] = positionals;
if (values.times) await (await bundled('times')).measureTimes(values.only);
else if (folder === undefined) throw new Error('Expected the folder of the collection, got none');
else if (values.collect) for (const missing of await collect(folder)) process.stderr.write(`missing: ${missing}\n`);
else await measureFolder(folder);

/** @param {string} folder */
async function measureFolder(folder) {
  await ensureBuilt();
  const { measure } = await bundled('main');
  const { createReranker } = await import(pathToFileURL(join(dist, 'node.js')).href);
  await measure({
    folder,
    questions: fileURLToPath(new URL('documents/questions.json', import.meta.url)),
    cache: join(cache, 'documents', `scores-${values.model}.json`),
    verbose: values.verbose,
    byWords: values.words,
    ...(values.dump === undefined ? {} : { dump: values.dump }),
    // A busy machine may not answer for minutes.
    create: () =>
      createReranker({ model: values.model, strategy: 'exact', vectorCacheBytes: 2 ** 28, hangMs: 3_600_000 }),
  });
}

/**
 * Imports a file of `bench/documents` over the sources of the demo.
 *
 * @param {string} name
 */
async function bundled(name) {
  const outDir = join(cache, 'documents');
  await mkdir(outDir, { recursive: true });
  await bundle(
    { [name]: `bench/documents/${name}.ts` },
    {
      chunks: 'documents',
      node: true,
      outDir,
      external: ['pdfjs-dist'],
      alias: parsersInNode,
    },
  );
  return import(pathToFileURL(join(outDir, `${name}.js`)).href);
}
