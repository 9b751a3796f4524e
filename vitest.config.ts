/**
 * @file Three projects: `unit` in Node, `browser` in Chromium over the sources, and `e2e` in Node, which drives
 * Chromium over the build.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { ensureKernels } from './scripts/build-kernels.mjs';
import { chromiumFlags, findChromium } from './scripts/chromium.mjs';
import { kernels } from './scripts/paths.mjs';
import { answer } from './scripts/serve.mjs';
import { bundledWorkers } from './test/bundled-workers.ts';
import { fixtureFiles } from './test/host/fixture-repositories.ts';
import type {} from './test/fuzz-rounds.ts';
import { answerHub } from './test/host/hub-layout.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const rankside = [
  { find: /^rankside$/, replacement: here('src/index.ts') },
  { find: 'rankside/onnx', replacement: here('src/onnx.ts') },
];
const conditions = ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'];
const executablePath = findChromium();
/** How many rounds the tests with random damage run; `npm run fuzz` runs more. */
const fuzzRounds = Number(process.env['RANKSIDE_FUZZ_ROUNDS'] ?? 2);
await ensureKernels();

/**
 * Serves the files of the package (`/runtime/…`, `/kernels/…`, `/models/…`), the fixtures (`/fixtures/…`) and a hub
 * (`/hub/…`).
 */
function packageFiles(): Plugin {
  const folders = {
    '/runtime/': here('node_modules/onnxruntime-web/dist'),
    '/kernels/': kernels,
    '/models/': here('public/models'),
    '/fixtures/': here('test/fixtures'),
  };
  return {
    name: 'rankside:package-files',
    configureServer({ middlewares }) {
      for (const [prefix, folder] of Object.entries(folders)) {
        middlewares.use(prefix, (request, response) => {
          void answer(folder, request, response, { 'Cache-Control': 'no-store' });
        });
      }
      middlewares.use('/hub/', (request, response) => {
        const path = new URL(request.url ?? '/', 'http://here').pathname.slice(1);
        answerHub({ filesOf: fixtureFiles, base: '/hub/' }, path, request, response);
      });
    },
  };
}

export default defineConfig({
  test: {
    // By default Vitest leaves one processor idle, which is half of a machine of two.
    maxWorkers: availableParallelism(),
    projects: [
      {
        resolve: {
          alias: rankside,
          conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'node', 'development|production'],
        },
        // Vitest leaves packages to Node's resolution unless conditions are given here as well.
        ssr: {
          resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'node', 'development|production'] },
        },
        test: {
          name: 'unit',
          provide: { fuzzRounds },
          include: ['test/**/*.test.ts'],
          // Tests run a real runtime and read megabytes of text, which takes long on a busy machine.
          testTimeout: 120_000,
          hookTimeout: 60_000,
          server: { deps: { inline: [/onnxruntime-web/] } },
        },
      },
      {
        publicDir: false,
        plugins: [
          packageFiles(),
          bundledWorkers(['workers/worker.ts', 'test/browser/faulty-worker.ts', 'test/browser/chaos-worker.ts']),
        ],
        resolve: { alias: rankside, conditions },
        optimizeDeps: {
          include: [
            ...['comlink', 'idb', 'minisearch', 'onnxruntime-web/webgpu', '@huggingface/tokenizers', 'fast-check'],
            ...['@huggingface/transformers', 'franc-min'],
            ...['react', 'react-dom/client', 'vue'],
          ],
        },
        worker: { format: 'es' },
        test: {
          name: 'browser',
          provide: { fuzzRounds },
          include: ['test/**/*.browser.ts'],
          // A software adapter on a busy machine takes a minute for a few calls.
          testTimeout: 180_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { args: [...chromiumFlags], ...(executablePath === undefined ? {} : { executablePath }) },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
