/**
 * @file `node bench/site-index.mjs`: measures how much of the ranking is kept when the vectors of an index are made
 * small, and prints tables (those of `bench/SITE-INDEX.md`). `--help` lists the options.
 *
 * The code is TypeScript over the library's sources (`bench/site-index`), bundled into the tool cache.
 */
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { bundle } from '../scripts/build-library.mjs';
import { ensureBuilt } from '../scripts/build.mjs';
import { cache, dist, root } from '../scripts/paths.mjs';
import { unlessFresh } from '../scripts/stamp.mjs';

const folder = join(cache, 'site-index');

await ensureBuilt();
await unlessFresh('site-index', {
  inputs: ['bench/site-index', 'bench/quality', 'src', 'workers', 'public/models', 'scripts', 'package.json'],
  outputs: ['node_modules/.cache/rankside/site-index/main.js'],
  work: () =>
    bundle({ main: 'bench/site-index/main.ts' }, { chunks: 'site-index', node: true, outDir: folder, external: [] }),
});

const { runCurve } = await import(pathToFileURL(join(folder, 'main.js')).href);
process.exitCode = await runCurve(process.argv.slice(2), {
  root,
  assets: pathToFileURL(`${dist}/`),
  stdout: process.stdout,
  stderr: process.stderr,
});
