/**
 * @file Builds the published package in `dist`.
 *
 * Vite builds every entry as for a server, although it runs in a browser. A client build would rewrite
 * `new URL('./worker.js', import.meta.url)`, but the consumer's bundler has to see these literals to emit the worker,
 * the runtime and the models.
 */
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { ensureKernels } from './build-kernels.mjs';
import { checkDist } from './check-dist.mjs';
import { emitDeclarations } from './declarations.mjs';
import { entries, peers } from './entries.mjs';
import { writeLicences } from './licences.mjs';
import {
  dist,
  kernels,
  models,
  root,
  runtimeFiles,
  runtimeSource,
  separateModels,
  splitRuntimeFiles,
} from './paths.mjs';

export async function buildLibrary() {
  const define = { RANKSIDE_BUILD: JSON.stringify(await buildId()) };
  await rm(dist, { recursive: true, force: true });
  const declarations = emitDeclarations();
  // All page entries are one build, so that they share one `RerankError` class.
  /** @type {Set<string>} */
  const modules = new Set();
  await bundle(sources(), { chunks: 'shared', modules, define });
  // The worker is one file, because a consumer's Vite builds workers as IIFE, which has neither chunks nor
  // `import.meta`.
  await bundle(
    { worker: 'workers/worker.ts' },
    { modules, define: { ...define, 'import.meta.url': 'self.location.href' } },
  );
  await bundle({ broker: 'workers/broker.ts' }, { modules, define });
  // The host over transformers.js imports no page entry. Its worker imports the peer by name, so that the app's bundler
  // finds it.
  const transformers = { [HOST]: 'src/transformers/host.ts', 'transformers-worker': 'workers/transformers-worker.ts' };
  await bundle(transformers, { chunks: 'transformers', modules, define });
  // The script of a thread is one file too, so that a server's bundler can emit it as it is.
  await bundle({ 'node-worker': 'src/node/worker.ts' }, { node: true, modules, define });
  await bundle({ cli: 'src/cli/main.ts' }, { chunks: 'cli', node: true, modules, define, alias: parsersInNode });
  await makeExecutable();
  await copyAssets();
  await writeLicences(modules);
  await declarations;
  await checkDist();
}

/** What the demo's parsers use in a browser, and what takes its place in Node. */
export const parsersInNode = [
  { find: /^.*\/shared\/pdf-setup$/, replacement: join(root, 'src/cli/mcp/pdf-setup.ts') },
  // The build for Node reads no ArrayBuffer.
  { find: /^mammoth$/, replacement: join(root, 'node_modules/mammoth/mammoth.browser.js') },
];

/** The entry for workers; all others are for pages. */
const HOST = 'transformers-host';

/** A hash of everything that the scripts are made of. The cards of the embedded models are in the worker. */
async function buildId() {
  const hash = createHash('sha256');
  for (const folder of ['src', 'workers', 'public/models']) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile() && /\.(ts|json)$/.test(entry.name));
    for (const path of paths.map(({ parentPath, name }) => join(parentPath, name)).sort())
      hash.update(path.slice(root.length)).update(await readFile(path));
  }
  return hash.digest('hex').slice(0, 12);
}

function sources() {
  const ofPages = Object.entries(entries).filter(([name]) => name !== HOST);
  return Object.fromEntries(ofPages.map(([name, source]) => [name, `${source}.ts`]));
}

/**
 * @typedef {object} BundleOptions
 * @property {string} [chunks] the first word of the chunks' names. Default: the build makes no chunks
 * @property {Record<string, string>} [define]
 * @property {Set<string>} [modules] receives the paths of all modules of the bundle
 * @property {boolean} [node] whether the bundle runs in Node. Default false
 * @property {string} [outDir] Default: `dist`
 * @property {string[]} [external] packages that remain imports
 * @property {{ find: RegExp, replacement: string }[]} [alias] modules that others take the place of
 */

/**
 * @param {Record<string, string>} paths
 * @param {BundleOptions} options
 */
export async function bundle(paths, options) {
  const { chunks, define = {}, node = false, outDir = dist, external = [], alias = [], modules } = options;
  const input = Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, join(root, path)]));
  const conditions = ['onnxruntime-web-use-extern-wasm', 'module', ...(node ? ['node'] : ['browser'])];
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define,
    resolve: { conditions, alias },
    ssr: { target: node ? 'node' : 'webworker', noExternal: true, external, resolve: { conditions } },
    build: {
      ssr: true,
      target: 'es2022',
      outDir,
      emptyOutDir: false,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input,
        plugins: modules ? [collectModules(modules)] : [],
        external: [...peers, /^node:/, /^@modelcontextprotocol\/sdk\//, /^pdfjs-dist\//],
        // The warning about `'use client'` is dropped, because checkDist checks that the directive is kept.
        onLog: (level, log, emit) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : emit(level, log)),
        output: {
          entryFileNames: '[name].js',
          // Chunks are beside the entries, so that `new URL('./runtime/…', import.meta.url)` means the same in both.
          chunkFileNames: ({ moduleIds }) => `${prefixOf(moduleIds) ?? chunks ?? 'chunk'}-[name].js`,
          // Names are shortened and syntax is not: the literals would get backticks, which not every bundler reads.
          minify: !node && { compress: true, mangle: true, codegen: false },
          comments: { legal: true, annotation: true, jsdoc: false },
          codeSplitting: chunks !== undefined,
        },
      },
    },
  });
}

/**
 * @param {Set<string>} modules
 * @returns {import('vite').Plugin}
 */
function collectModules(modules) {
  return {
    name: 'rankside:collect-modules',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk') for (const id of chunk.moduleIds) modules.add(id);
      }
    },
  };
}

/**
 * Chunks that the page entry never loads get a prefix of their own: those of adapters, and those of collections.
 *
 * @param {readonly string[]} moduleIds
 */
function prefixOf(moduleIds) {
  if (moduleIds.some((id) => /\/src\/(adapters|remote)\//.test(id))) return 'adapters';
  return moduleIds.some((id) => id.includes('/src/collection/')) ? 'collection' : undefined;
}

/** Some static hosts accept no file of 25 MiB or more. @param {string} name of a runtime file */
async function splitInTwo(name) {
  const bytes = await readFile(join(runtimeSource, `${name}.wasm`));
  const half = Math.ceil(bytes.length / 2);
  const parts = [bytes.subarray(0, half), bytes.subarray(half)];
  await Promise.all(parts.map((part, at) => writeFile(join(dist, 'runtime', `${name}.${String(at + 1)}.wasm`), part)));
}

async function makeExecutable() {
  const path = join(dist, 'cli.js');
  const text = await readFile(path, 'utf8');
  if (!text.startsWith('#!')) await writeFile(path, `#!/usr/bin/env node\n${text}`);
  await chmod(path, 0o755);
}

async function copyAssets() {
  await mkdir(join(dist, 'runtime'), { recursive: true });
  await Promise.all(runtimeFiles.map((name) => cp(join(runtimeSource, name), join(dist, 'runtime', name))));
  await Promise.all(splitRuntimeFiles.map(splitInTwo));
  await ensureKernels();
  await cp(kernels, join(dist, 'kernels'), { recursive: true });
  const isPackaged = (/** @type {string} */ path) =>
    !separateModels.some((name) => path.startsWith(join(models, name)));
  await cp(models, join(dist, 'models'), { recursive: true, filter: isPackaged });
  await writeFile(join(dist, 'worker.d.ts'), 'export {};\n');
}
