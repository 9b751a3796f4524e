/**
 * @file `node bench/methods.mjs`: measures every method with the best model for it, and writes `bench/METHODS.md`.
 * `--help` lists the options.
 *
 * The code is TypeScript over the library's sources (`bench/methods`), bundled into the tool cache; model files and
 * kernels are those of the built package.
 */
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { bundle } from '../scripts/build-library.mjs';
import { ensureBuilt } from '../scripts/build.mjs';
import { cache, dist, root } from '../scripts/paths.mjs';
import { unlessFresh } from '../scripts/stamp.mjs';

const folder = join(cache, 'methods');

await ensureBuilt();
await unlessFresh('methods', {
  inputs: ['bench/methods', 'bench/quality', 'src', 'workers', 'public/models', 'scripts', 'package.json'],
  outputs: ['node_modules/.cache/rankside/methods/main.js'],
  work: () =>
    bundle(
      { main: 'bench/methods/main.ts' },
      { chunks: 'methods', node: true, outDir: folder, external: ['vega', 'vega-lite', '@huggingface/transformers'] },
    ),
});

const { createCounted, runMethods } = await import(pathToFileURL(join(folder, 'main.js')).href);
process.exitCode = await runMethods(process.argv.slice(2), {
  root,
  stdout: process.stdout,
  stderr: process.stderr,
  create: (options) => createCounted(options, pathToFileURL(`${dist}/`)),
});
