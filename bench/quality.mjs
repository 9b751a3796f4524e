/**
 * @file `npm run eval`: evaluates every embedded model and writes `bench/QUALITY.md`. `--help` lists the options.
 *
 * The code is TypeScript over the library's sources (`bench/quality`), bundled into the tool cache; model files and
 * kernels are those of the built package.
 */
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { bundle } from '../scripts/build-library.mjs';
import { ensureBuilt } from '../scripts/build.mjs';
import { cache, dist, root } from '../scripts/paths.mjs';
import { unlessFresh } from '../scripts/stamp.mjs';

const folder = join(cache, 'quality');

await ensureBuilt();
await unlessFresh('quality', {
  inputs: ['bench/quality', 'src', 'workers', 'public/models', 'scripts', 'package.json'],
  outputs: ['main', 'child'].map((name) => join('node_modules/.cache/rankside/quality', `${name}.js`)),
  work: () =>
    bundle(
      { main: 'bench/quality/main.ts', child: 'bench/quality/child.ts' },
      { chunks: 'quality', node: true, outDir: folder, external: ['vega', 'vega-lite'] },
    ),
});

const { inProcess, runQuality } = await import(pathToFileURL(join(folder, 'main.js')).href);
const assets = pathToFileURL(`${dist}/`).href;
process.exitCode = await runQuality(process.argv.slice(2), {
  root,
  stdout: process.stdout,
  stderr: process.stderr,
  measure: (job) => inProcess(join(folder, 'child.js'), { job, assets }),
});
