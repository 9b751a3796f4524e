/**
 * @file The package's entries, as `exports` of package.json names them: the one list from which the build, the declarations and the
 * checks are made. An export with types under `dist/types` is built from the source of the same path.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const types = /^\.\/dist\/types\/(.+)\.d\.ts$/;

/** @type {{ exports: Record<string, string | { types: string, default: string }>, peerDependencies?: Record<string, string> }} */
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** By the name of the built file (`index` for `dist/index.js`): the path of its source without the extension. */
export const entries = Object.fromEntries(
  Object.values(manifest.exports).flatMap((entry) => {
    const source = typeof entry === 'string' ? undefined : types.exec(entry.types)?.[1];
    return typeof entry === 'string' || source === undefined ? [] : [[nameOf(entry.default), source]];
  }),
);

/** What an adapter may import and never carries along: the frameworks, which are the user's. */
export const peers = Object.keys(manifest.peerDependencies ?? {});

/** @param {string} path */
function nameOf(path) {
  return path.replace(/^\.\/dist\//, '').replace(/\.js$/, '');
}
