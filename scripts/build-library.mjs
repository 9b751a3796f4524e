/**
 * @file The published package: `dist`.
 *
 * Every entry is built as Vite builds for a server, although it runs in a browser: only a client build rewrites
 * `new URL('./worker.js', import.meta.url)`, and these literals have to reach the consumer's bundler, which then emits the worker,
 * the runtime and the models.
 */
import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { ensureKernels } from './build-kernels.mjs';
import { checkDist } from './check-dist.mjs';
import { emitDeclarations } from './declarations.mjs';
import { entries, peers } from './entries.mjs';
import { writeLicences } from './licences.mjs';
import { dist, kernels, models, root, runtimeFiles, runtimeSource } from './paths.mjs';

export async function buildLibrary() {
  await rm(dist, { recursive: true, force: true });
  const declarations = emitDeclarations();
  // One build: errors thrown by the test double or an adapter are the page's own class.
  await bundle(sources(), { chunks: 'shared' });
  // One file: a consumer's Vite builds workers as IIFE, which has neither chunks nor `import.meta`.
  await bundle({ worker: 'workers/worker.ts' }, { define: { 'import.meta.url': 'self.location.href' } });
  await bundle({ cli: 'src/cli/main.ts' }, { chunks: 'cli', node: true });
  await makeExecutable();
  await copyAssets();
  await writeLicences();
  await declarations;
  await checkDist();
}

function sources() {
  return Object.fromEntries(Object.entries(entries).map(([name, source]) => [name, `${source}.ts`]));
}

/**
 * @param {Record<string, string>} paths
 * @param {{ chunks?: string, define?: Record<string, string>, node?: boolean, outDir?: string, external?: string[] }} options
 *   `chunks`: first word of their names; without it there are none. `external`: packages left as imports.
 */
export async function bundle(paths, { chunks, define = {}, node = false, outDir = dist, external = [] }) {
  const input = Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, join(root, path)]));
  const conditions = ['onnxruntime-web-use-extern-wasm', 'module', ...(node ? ['node'] : ['browser'])];
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define,
    resolve: { conditions },
    ssr: { target: node ? 'node' : 'webworker', noExternal: true, external, resolve: { conditions } },
    build: {
      ssr: true,
      target: 'es2022',
      outDir,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input,
        external: peers,
        // `'use client'` stays where it is, which checkDist looks for.
        onLog: (level, log, tell) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : tell(level, log)),
        output: {
          entryFileNames: '[name].js',
          // Beside the entries, so that `new URL('./runtime/…', import.meta.url)` means the same in a chunk.
          chunkFileNames: ({ moduleIds }) => `${isOfAdapters(moduleIds) ? 'adapters' : (chunks ?? 'chunk')}-[name].js`,
          // Short names, but no minified syntax: that would write the literals with backticks, which not every bundler reads.
          minify: !node && { compress: true, mangle: true, codegen: false },
          comments: { legal: true, annotation: true, jsdoc: false },
          codeSplitting: chunks !== undefined,
        },
      },
    },
  });
}

/** Chunks that no page entry loads have a first word of their own. @param {readonly string[]} moduleIds */
function isOfAdapters(moduleIds) {
  return moduleIds.some((id) => /\/src\/(adapters|remote)\//.test(id));
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
  await ensureKernels();
  await cp(kernels, join(dist, 'kernels'), { recursive: true });
  await cp(models, join(dist, 'models'), { recursive: true });
  await writeFile(join(dist, 'worker.d.ts'), 'export {};\n');
}
