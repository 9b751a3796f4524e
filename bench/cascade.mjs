/**
 * @file `node bench/cascade.mjs`: measures how many candidates a cascade spares the main model, how often that changes
 * the first ten, and how often the cascade predicts a change. Writes `bench/CASCADE.md`. `--help` lists the options.
 *
 * Both models score every candidate once (minutes to an hour; the logits are stored in the tool cache); the cascade is
 * then replayed on their logits, with the library's own rule.
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
  logitsFolder: join(cache, 'logits'),
  assets: pathToFileURL(`${dist}/`),
  stdout: process.stdout,
  stderr: process.stderr,
});
