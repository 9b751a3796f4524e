/** @file Chooses one of the kernel's two builds for this browser, and compiles it. */
import { readBody } from '../../../models/files/limited-fetch';
import { request } from '../../../models/files/download';
import type { CompiledKernel, KernelBuild, KernelFiles } from '../runtime';
import { isExact } from './known-answer';
import { startKernel } from './kernel';

export type KernelSource = { readonly files: KernelFiles; readonly fetch: (url: string) => Promise<Response> };

/** Compiles the relaxed build if it is supported and exact, else the plain one. @throws the reason if neither works */
export async function compileKernel(source: KernelSource): Promise<CompiledKernel> {
  if (supportsRelaxedSimd()) {
    const relaxed = await tryBuild(source, 'relaxed').catch(() => undefined);
    if (relaxed) return relaxed;
  }
  return tryBuild(source, 'simd');
}

async function tryBuild(source: KernelSource, build: KernelBuild): Promise<CompiledKernel> {
  const module = await compile(source, build);
  if (isExact(startKernel(module))) return { build, module };
  throw new Error(`The ${build} kernel computes wrong int8 products here`);
}

/** The kernels have some 20 kB. */
const MAX_KERNEL_BYTES = 2 ** 24;

async function compile({ files, fetch }: KernelSource, build: KernelBuild): Promise<WebAssembly.Module> {
  const response = await request(files[build], { fetch });
  return WebAssembly.compile(await readBody(response, files[build], MAX_KERNEL_BYTES));
}

/**
 * Whether the browser accepts relaxed SIMD. This does not check its results; it avoids the download of a module that
 * cannot run.
 */
export function supportsRelaxedSimd(): boolean {
  return WebAssembly.validate(RELAXED_PROBE);
}

/** `(module (func (result v128) v128.const 0, v128.const 0, v128.const 0, i32x4.relaxed_dot_i8x16_i7x16_add_s))` */
const RELAXED_PROBE = Uint8Array.from([
  ...[0, 97, 115, 109, 1, 0, 0, 0],
  ...[1, 5, 1, 96, 0, 1, 123],
  ...[3, 2, 1, 0],
  ...[10, 61, 1, 59, 0],
  ...zeroConstant(),
  ...zeroConstant(),
  ...zeroConstant(),
  ...[253, 147, 2, 11],
]);

function zeroConstant(): number[] {
  return [253, 12, ...new Array<number>(16).fill(0)];
}
