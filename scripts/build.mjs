/**
 * @file Builds what is missing or out of date: the library (`dist`), and with `--demo` the demo page (`demo-dist`).
 *
 * `node scripts/build.mjs [--demo] [--force]`
 */
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { buildDemo } from './build-demo.mjs';
import { buildLibrary } from './build-library.mjs';
import { withLock } from './lock.mjs';
import { cache, root } from './paths.mjs';
import { unlessFresh } from './stamp.mjs';

/** The library imports neither the demo nor the extension, so a change of these does not rebuild it. */
const sources = readdirSync(join(root, 'src')).flatMap((name) =>
  ['demo', 'extension'].includes(name) ? [] : [`src/${name}`],
);
const tools = [
  'package.json',
  'node_modules/.package-lock.json',
  'config/tsconfig.base.json',
  'config/tsconfig.page.json',
];

/** @param {{ demo?: boolean, force?: boolean }} [options] */
export async function ensureBuilt({ demo = false, force = false } = {}) {
  await withLock('build', async () => {
    if (force) await rm(join(cache, 'library.stamp'), { force: true });
    const rebuilt = await unlessFresh('library', {
      inputs: [...sources, 'workers', 'kernels', 'public/models', 'scripts', 'config/tsconfig.build.json', ...tools],
      outputs: ['dist/index.js', 'dist/worker.js', 'dist/cli.js', 'dist/test.js', 'dist/types/src/index.d.ts'],
      work: () => runTimed('library', buildLibrary),
    });
    // The demo contains the library, whichever call has rebuilt that.
    if (rebuilt) await rm(join(cache, 'demo.stamp'), { force: true });
    if (!demo) return;
    await unlessFresh('demo', {
      inputs: [
        'src/demo',
        'src/eval',
        'public/manifest.webmanifest',
        'public/recover.js',
        'index.html',
        'vite.config.ts',
        'scripts',
        ...tools,
      ],
      outputs: ['demo-dist/index.html'],
      work: () => runTimed('demo', buildDemo),
    });
  });
}

/**
 * Reports the time on stderr, because only the results of the command line go to stdout.
 *
 * @param {string} what
 * @param {() => Promise<void>} work
 */
async function runTimed(what, work) {
  const start = performance.now();
  await work();
  process.stderr.write(`Built the ${what} in ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await ensureBuilt({ demo: process.argv.includes('--demo'), force: process.argv.includes('--force') });
}
