/**
 * @file `node bench/cascade.mjs`: what a cascade leaves out of the main model's work, how often that changes the first ten, and how often it
 * said it would. Writes `bench/CASCADE.md`. `--help` lists the options.
 *
 * Both models score every candidate once (minutes to an hour; kept in the tool cache); the cascade is then replayed on their logits, with
 * the library's own rule.
 */
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { bundle } from '../scripts/build-library.mjs';
import { ensureBuilt } from '../scripts/build.mjs';
import { cache, dist, root } from '../scripts/paths.mjs';
import { unlessFresh } from '../scripts/stamp.mjs';

const folder = join(cache, 'cascade');

await ensureBuilt();
await unlessFresh('cascade', {
  inputs: ['bench/cascade', 'bench/quality', 'src', 'workers', 'public/models', 'scripts', 'package.json'],
  outputs: ['node_modules/.cache/rankside/cascade/main.js'],
  work: () =>
    bundle({ main: 'bench/cascade/main.ts' }, { chunks: 'cascade', node: true, outDir: folder, external: [] }),
});

const { runCascade } = await import(pathToFileURL(join(folder, 'main.js')).href);
process.exitCode = await runCascade(process.argv.slice(2), {
  root,
  kept: join(cache, 'logits'),
  assets: pathToFileURL(`${dist}/`),
  stdout: process.stdout,
  stderr: process.stderr,
});
