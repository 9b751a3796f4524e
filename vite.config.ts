/** @file The demo page. It imports `rankside` as built, so that the demo is the package's first consumer. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { entriesStandAlone, offlineList, pdfFiles, publicFiles } from './scripts/demo-plugins.mjs';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ command }) => ({
  base: './',
  plugins: [pdfFiles(), publicFiles(), offlineList()],
  resolve: { alias: { rankside: here('dist/index.js') } },
  // Not by mode: a build inside a test run calls itself a test.
  define: { IS_BUILT: JSON.stringify(command === 'build') },
  // The background worker fetches a parser when the first file of its kind comes.
  // The error that parsers share with the background worker is a chunk of its own, so that none imports the worker's entry.
  worker: {
    format: 'es',
    plugins: () => [entriesStandAlone()],
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'parser', test: /demo\/worker\/parse\/parser\.ts$/ }] } },
    },
  },
  build: {
    outDir: here('demo-dist'),
    copyPublicDir: false,
    emptyOutDir: true,
    target: 'es2022',
    // A `data:` URL would be a request that the page's policy forbids.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      input: { page: here('index.html'), sw: here('src/demo/worker/service-worker.ts') },
      output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
  server: { host: '127.0.0.1' },
}));
