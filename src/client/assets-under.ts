/** @file The URLs of the package's files under a base URL of the caller, for pages whose bundler does not emit them. */
import type { AssetUrls } from '../protocol/host-api';
import { baseUrl } from '../util/base-url';

/** The files in each embedded model's folder. A test compares them with the cards. */
export const MODEL_FILES: Readonly<Record<string, readonly string[]>> = {
  base: ['encoder.json', 'tokenizer.json', 'wasm.1.onnx', 'wasm.2.onnx', 'wasm.3.onnx', 'weights.bin'],
  fast: ['encoder.json', 'tokenizer.json', 'wasm.1.onnx', 'weights.bin'],
};

/** The models that have a name but are not part of the package. An app that wants one serves its folder. */
export const SEPARATE_MODELS = ['multi', 'deep'] as const;

/** The URLs of their folders below the app's base URL, which is the page's by default. */
export function separateFolders(base: string | URL): Readonly<Record<string, string>> {
  return Object.fromEntries(SEPARATE_MODELS.map((name) => [name, urlUnder(base, `models/${name}/`).href]));
}

/**
 * Returns the URLs of all files for the layout that `rankside copy` writes:
 * `<base>/runtime/ort-wasm-simd-threaded[.jspi|.asyncify].mjs` and their `.wasm` in one or two parts,
 * `<base>/kernels/encoder.{relaxed,simd}.wasm` and `<base>/models/<name>/<file>`.
 */
export function assetsUnder(base: string | URL): Required<AssetUrls> {
  const urlOf = (path: string) => urlUnder(base, path).href;
  const build = (suffix: string, parts: readonly string[] = ['']) => ({
    mjs: urlOf(`runtime/ort-wasm-simd-threaded${suffix}.mjs`),
    wasm: parts.map((part) => urlOf(`runtime/ort-wasm-simd-threaded${suffix}${part}.wasm`)),
  });
  const files = (name: string, paths: readonly string[]) =>
    paths.map((path): [string, string] => [path, urlOf(`models/${name}/${path}`)]);
  const models = Object.entries(MODEL_FILES).map(([name, paths]): [string, Record<string, string>] => [
    name,
    Object.fromEntries(files(name, paths)),
  ]);
  return {
    runtime: { plain: build(''), jspi: build('.jspi'), asyncify: build('.asyncify', ['.1', '.2']) },
    kernels: { relaxed: urlOf('kernels/encoder.relaxed.wasm'), simd: urlOf('kernels/encoder.simd.wasm') },
    models: Object.fromEntries(models),
    folders: separateFolders(base),
  };
}

/** Returns the URL of a file below a base, which may lack its closing slash. */
export function urlUnder(base: string | URL, path: string): URL {
  const url = new URL(base, baseUrl());
  return new URL(path, url.pathname.endsWith('/') ? url : new URL(`${url.pathname}/${url.search}`, url));
}
