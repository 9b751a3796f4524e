/**
 * @file The entries of the package, read from `exports` in package.json, for the build, the declarations and the
 * checks. An export with types under `dist/types` is built from the source of the same path.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const types = /^\.\/dist\/types\/(.+)\.d\.ts$/;

/** @typedef {Record<string, string | { types: string, default: string }>} Exports */
/** @type {{ exports: Exports, peerDependencies?: Record<string, string> }} */
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Maps the name of a built file (`index` for `dist/index.js`) to the path of its source without the extension. */
export const entries = Object.fromEntries(
  Object.values(manifest.exports).flatMap((entry) => {
    const source = typeof entry === 'string' ? undefined : types.exec(entry.types)?.[1];
    return typeof entry === 'string' || source === undefined ? [] : [[nameOf(entry.default), source]];
  }),
);

/** The frameworks that an adapter may import and never bundles. */
export const peers = Object.keys(manifest.peerDependencies ?? {});

/** @param {string} path */
function nameOf(path) {
  return path.replace(/^\.\/dist\//, '').replace(/\.js$/, '');
}
