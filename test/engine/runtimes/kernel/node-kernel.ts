/** @file The plain build of the kernel, since Node has no relaxed SIMD, and the model folders on disk. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { kernels, root, runtimeSource } from '../../../../scripts/paths.mjs';
import { nodeEnvironment } from '../../../../src/cli/node-environment';
import { startKernel } from '../../../../src/engine/runtimes/kernel/kernel';
import type { Kernel } from '../../../../src/engine/runtimes/kernel/kernel';
import type { KernelFiles } from '../../../../src/engine/runtimes/runtime';
import type { Runtime, SessionFiles } from '../../../../src/engine/runtimes/runtime';
import type { ModelCard, Variant } from '../../../../src/models/card';
import type { RuntimeKind } from '../../../../src/core/types';
import { loadSegments } from '../../../../src/host/engines/create-tested-engine';

export const folders: Readonly<Record<string, string>> = {
  'tiny-late': join(root, 'test/fixtures/models/tiny-late'),
  fast: join(root, 'public/models/fast'),
  base: join(root, 'public/models/base'),
};

const urlOf = (path: string) => pathToFileURL(path).href;

export const kernelFiles: KernelFiles = {
  relaxed: urlOf(join(kernels, 'encoder.relaxed.wasm')),
  simd: urlOf(join(kernels, 'encoder.simd.wasm')),
};

export async function plainKernel(): Promise<Kernel> {
  return startKernel(await WebAssembly.compile(await readFile(join(kernels, 'encoder.simd.wasm'))));
}

export function runtimeFor(kind: RuntimeKind): Promise<Runtime> {
  if (kind === 'kernel') return nodeEnvironment.createKernel({ files: kernelFiles, fetch: nodeEnvironment.fetch });
  const build = (suffix: string) => ({
    mjs: urlOf(join(runtimeSource, `ort-wasm-simd-threaded${suffix}.mjs`)),
    wasm: [urlOf(join(runtimeSource, `ort-wasm-simd-threaded${suffix}.wasm`))],
  });
  const files = { plain: build(''), jspi: build('.jspi'), asyncify: build('.asyncify') };
  return nodeEnvironment.createRuntime({ gpu: false, threads: 1, files });
}

export async function readCard(folder: string): Promise<ModelCard> {
  return JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')) as ModelCard;
}

/** The files of every segment, first to last. */
export function readSegments(folder: string, card: ModelCard, variant: Variant): Promise<SessionFiles[]> {
  return loadSegments(card, variant, async ({ path }) => new Uint8Array(await readFile(join(folder, path))));
}

export function variantOf(card: ModelCard, kind: RuntimeKind): Variant {
  const found = card.variants.find(({ device, runtime = 'onnx' }) => device === 'wasm' && runtime === kind);
  if (found) return found;
  throw new Error(`Expected ${card.name} to have a wasm variant for ${kind}`);
}
