/** @file Builds and serves the demo page. It imports the built `rankside`, as every consumer does. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import {
  entriesStandAlone,
  ocrData,
  offlineList,
  pdfFiles,
  publicFiles,
  withoutNode,
} from './scripts/demo-plugins.mjs';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ command }) => ({
  base: './',
  plugins: [pdfFiles(), ocrData(), publicFiles(), offlineList()],
  resolve: {
    alias: [
      { find: /^rankside$/, replacement: here('dist/index.js') },
      { find: 'rankside/onnx', replacement: here('dist/onnx.js') },
    ],
  },
  // The mode does not tell: a build inside a test run has the mode of a test.
  define: { IS_BUILT: JSON.stringify(command === 'build') },
  // The background worker fetches a parser for the first file of its kind. Modules that parsers share with the worker
  // are chunks of their own, so that no parser imports the worker's entry.
  worker: {
    format: 'es',
    plugins: () => [entriesStandAlone(), withoutNode()],
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'parser', test: /demo\/worker\/parse\/(parser|encoding|append)\.ts$/ },
            { name: 'zip', test: /node_modules\/@zip\.js\// },
          ],
        },
      },
    },
  },
  build: {
    outDir: here('demo-dist'),
    copyPublicDir: false,
    emptyOutDir: true,
    target: 'es2022',
    // The policy of the page forbids requests of `data:` URLs.
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
