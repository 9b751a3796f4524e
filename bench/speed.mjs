/**
 * @file `npm run bench`: compares the speed of the built package with other libraries, and writes `bench/SPEED.md`.
 * `--help` lists the options.
 *
 * The code is TypeScript (`bench/speed`), bundled into the tool cache; the pages that it drives are in `bench/page`.
 */
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { bundle } from '../scripts/build-library.mjs';
import { ensureBuilt } from '../scripts/build.mjs';
import { cache, dist, root, runtimeSource } from '../scripts/paths.mjs';
import { unlessFresh } from '../scripts/stamp.mjs';

const folder = join(cache, 'speed');
const peers = join(cache, 'peers');
const modules = join(root, 'node_modules');
const makers = ['peer-models', 'peer-graphs', 'peer-gguf', 'gguf', 'protobuf', 'float-weights', 'dynamic-quantization'];

await ensureBuilt();
await unlessFresh('speed', {
  inputs: ['bench/speed', 'bench/quality', 'src', 'scripts', 'package.json'],
  outputs: ['main', 'kernel-page'].map((name) => join('node_modules/.cache/rankside/speed', `${name}.js`)),
  async work() {
    const external = ['vega', 'vega-lite', 'playwright'];
    await bundle({ main: 'bench/speed/main.ts' }, { chunks: 'speed', node: true, outDir: folder, external });
    await bundle({ 'kernel-page': 'bench/speed/kernel-page.ts' }, { outDir: folder });
  },
});

const { runSpeed, writePeerModels } = await import(pathToFileURL(join(folder, 'main.js')).href);
await unlessFresh('peers', {
  inputs: [...makers.map((name) => `bench/speed/${name}.ts`), 'bench/peers', 'public/models/base'],
  outputs: ['base.gguf'].map((name) => join('node_modules/.cache/rankside/peers', name)),
  work: () => writePeerModels(root, peers),
});

process.exitCode = await runSpeed(process.argv.slice(2), {
  root,
  cache,
  folders: {
    dist,
    peers,
    'bench/page': join(root, 'bench/page'),
    speed: folder,
    models: join(root, 'public/models'),
    ort: runtimeSource,
    transformers: join(modules, '@huggingface/transformers/dist'),
    wllama: join(modules, '@wllama/wllama/esm'),
  },
  stdout: process.stdout,
  stderr: process.stderr,
});
