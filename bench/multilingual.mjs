/**
 * @file `node bench/multilingual.mjs --data <folder>`: measures the model `multi` on XQuAD and on English sets, beside
 * `base`. `--help` lists the options.
 *
 * XQuAD (https://github.com/google-deepmind/xquad, CC BY-SA 4.0) is no part of this repository: `--data` names a folder
 * with its files `xquad.<language>.json`. Nothing was chosen by it.
 */
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { bundle } from '../scripts/build-library.mjs';
import { ensureBuilt } from '../scripts/build.mjs';
import { cache, dist, root } from '../scripts/paths.mjs';
import { unlessFresh } from '../scripts/stamp.mjs';

const folder = join(cache, 'multilingual');

await ensureBuilt();
await unlessFresh('multilingual', {
  inputs: ['bench/multilingual', 'src', 'workers', 'scripts', 'package.json'],
  outputs: ['node_modules/.cache/rankside/multilingual/main.js'],
  work: () =>
    bundle(
      { main: 'bench/multilingual/main.ts' },
      { chunks: 'multilingual', node: true, outDir: folder, external: [] },
    ),
});

const { runMultilingual } = await import(pathToFileURL(join(folder, 'main.js')).href);
process.exitCode = await runMultilingual(process.argv.slice(2), {
  root,
  assets: pathToFileURL(`${dist}/`),
  stdout: process.stdout,
  stderr: process.stderr,
});
