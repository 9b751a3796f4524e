/**
 * @file `node bench/last-pass.mjs --data <folder> [--queries 100] [--sets dl19,scifact] [--times 20]` writes
 * `bench/LAST-PASS.md`: what the last pass with `deep` adds to the ranking of `base`, and how long it takes.
 */
import process from 'node:process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../scripts/build-library.mjs';
import { ensureBuilt } from '../scripts/build.mjs';
import { cache, dist, root } from '../scripts/paths.mjs';

const folder = join(cache, 'last-pass');

await ensureBuilt();
await bundle({ main: 'bench/last-pass/main.ts' }, { chunks: 'last-pass', node: true, outDir: folder });
const { runLastPass } = await import(pathToFileURL(join(folder, 'main.js')).href);
const { createReranker } = await import(pathToFileURL(join(dist, 'node.js')).href);
await runLastPass(process.argv.slice(2), {
  root,
  assets: pathToFileURL(`${dist}/`).href,
  createOnAllCores: createReranker,
  write: (text) => process.stdout.write(text),
});
