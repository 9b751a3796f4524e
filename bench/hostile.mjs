/**
 * @file `node bench/hostile.mjs --data <folder> [--models fast,base] [--only attacks,honest,sets] [--honest 100]`
 * writes `bench/HOSTILE.md`: how often passages that only repeat the query rank above the right one, what the demotion
 * of echoes changes, and what it costs honest passages and the judged sets of the folder. `--queries` takes the first
 * queries of each set.
 */
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { bundle } from '../scripts/build-library.mjs';
import { ensureBuilt } from '../scripts/build.mjs';
import { cache, dist, root } from '../scripts/paths.mjs';

const folder = join(cache, 'hostile');

await ensureBuilt();
await bundle({ main: 'bench/hostile/main.ts' }, { chunks: 'hostile', node: true, outDir: folder });
const { runHostile } = await import(pathToFileURL(join(folder, 'main.js')).href);
await runHostile(process.argv.slice(2), {
  root,
  assets: pathToFileURL(`${dist}/`).href,
  write: (text) => process.stdout.write(text),
});
