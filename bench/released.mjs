/**
 * @file `node bench/released.mjs --models <folder>`: compares nDCG@10 of released sentence encoders on the kernel with
 * the same encoders in PyTorch, fp32. `--help` lists the options.
 *
 * The encoders are no part of this repository. A folder of the layout of the Hugging Face hub that is absent is
 * skipped, and so is one without a reference in `bench/reference/released`, which
 * `rankside_training.evaluate.released` writes.
 */
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { bundle } from '../scripts/build-library.mjs';
import { ensureBuilt } from '../scripts/build.mjs';
import { cache, dist, root } from '../scripts/paths.mjs';
import { unlessFresh } from '../scripts/stamp.mjs';

const folder = join(cache, 'released');

await ensureBuilt();
await unlessFresh('released', {
  inputs: ['bench/released', 'bench/quality', 'src', 'workers', 'scripts', 'package.json'],
  outputs: ['node_modules/.cache/rankside/released/main.js'],
  work: () =>
    bundle({ main: 'bench/released/main.ts' }, { chunks: 'released', node: true, outDir: folder, external: [] }),
});

const { runReleased } = await import(pathToFileURL(join(folder, 'main.js')).href);
process.exitCode = await runReleased(process.argv.slice(2), {
  root,
  assets: pathToFileURL(`${dist}/`),
  stdout: process.stdout,
  stderr: process.stderr,
});
