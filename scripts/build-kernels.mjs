/**
 * @file Compiles the WASM kernel from AssemblyScript in two builds: with relaxed SIMD, and without it for browsers that
 * refuse such a module.
 *
 * The builds are written to the tool cache. Tests serve them from there and the library's build copies them.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import asc from 'assemblyscript/asc';
import { withLock } from './lock.mjs';
import { kernels, root } from './paths.mjs';
import { unlessFresh } from './stamp.mjs';

const builds = { relaxed: ['--enable', 'relaxed-simd'], simd: [] };

export async function ensureKernels() {
  await withLock('kernels', () =>
    unlessFresh('kernels', {
      inputs: ['kernels', 'scripts/build-kernels.mjs', 'node_modules/.package-lock.json'],
      outputs: Object.keys(builds).map((name) => `node_modules/.cache/rankside/kernels/encoder.${name}.wasm`),
      work: buildKernels,
    }),
  );
}

async function buildKernels() {
  await mkdir(kernels, { recursive: true });
  for (const [name, flags] of Object.entries(builds)) await compile(join(kernels, `encoder.${name}.wasm`), flags);
}

/**
 * Compiles one build. The caller owns the memory, and the kernel neither allocates nor aborts.
 *
 * @param {string} target
 * @param {readonly string[]} flags
 */
async function compile(target, flags) {
  const fixed = ['-O3', '--converge', '--runtime', 'stub', '--importMemory', '--use', 'abort=', '--enable', 'simd'];
  const { error } = await asc.main([join(root, 'kernels/encoder.ts'), '-o', target, ...fixed, ...flags], {
    stderr: process.stderr,
  });
  if (error) throw error;
}
