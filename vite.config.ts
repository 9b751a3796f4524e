/** @file The demo page. It imports `rankside` as built, so that the demo is the package's first consumer. */
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plugin, defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const outDir = here('demo-dist');

/** The page's icons and such, without the models: those come through the package, as they do for any consumer. */
function copyPublicFiles(): Plugin {
  return {
    name: 'rankside:copy-public-files',
    apply: 'build',
    async closeBundle() {
      const names = (await readdir(here('public'))).filter((name) => name !== 'models');
      await Promise.all(names.map((name) => cp(join(here('public'), name), join(outDir, name), { recursive: true })));
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [copyPublicFiles()],
  resolve: { alias: { rankside: here('dist/index.js') } },
  build: {
    outDir,
    copyPublicDir: false,
    emptyOutDir: true,
    target: 'es2022',
    // A `data:` URL would be a request that the page's policy forbids.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
  server: { host: '127.0.0.1' },
});
