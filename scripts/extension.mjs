/**
 * @file `npm run extension`: builds the browser extension into the folder `extension-dist`, which Chromium and Firefox
 * load as it is.
 */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { ensureBuilt } from './build.mjs';
import { dist, extensionDist, root } from './paths.mjs';
import { runNode } from './run-node.mjs';

/** Scripts of pages import the package from the copy beside them. A content script can import nothing. */
const ENTRIES = /** @type {const} */ ({
  background: { source: 'background', format: 'es' },
  model: { source: 'model-page', format: 'es' },
  options: { source: 'options', format: 'es' },
  content: { source: 'content', format: 'iife' },
});

export async function buildExtension() {
  await ensureBuilt();
  await rm(extensionDist, { recursive: true, force: true });
  await cp(join(root, 'examples/extension'), extensionDist, { recursive: true });
  for (const [name, { source, format }] of Object.entries(ENTRIES)) {
    await build({
      root,
      configFile: false,
      logLevel: 'warn',
      build: {
        outDir: extensionDist,
        emptyOutDir: false,
        copyPublicDir: false,
        target: 'es2022',
        lib: {
          entry: join(root, `src/extension/${source}.ts`),
          name: 'rankside',
          formats: [format],
          fileName: () => `${name}.js`,
        },
        rolldownOptions: { external: ['rankside'], output: { paths: { rankside: './rankside/index.js' } } },
      },
    });
  }
  await runNode([join(dist, 'cli.js'), 'copy', join(extensionDist, 'rankside')]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await buildExtension();
  process.stdout.write(`The extension is in ${extensionDist}\n`);
}
