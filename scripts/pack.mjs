/** @file Builds and packs the tarball to publish. `node scripts/pack.mjs [folder]` prints its path. */
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { root } from './paths.mjs';

/**
 * npm runs no `prepack` script here (`ignore-scripts`), so packing builds first.
 *
 * @param {string} folder
 * @returns {Promise<string>} the tarball
 */
export async function pack(folder) {
  await ensureBuilt();
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  });
  /** @type {readonly { filename: string }[]} */
  const packed = JSON.parse(output);
  const name = packed[0]?.filename;
  if (name === undefined) throw new Error('Expected `npm pack` to name a tarball, got none');
  return join(folder, name);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.stdout.write(`${await pack(resolve(process.argv[2] ?? '.'))}\n`);
}
