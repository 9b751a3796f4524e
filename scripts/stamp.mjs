/** @file Skips work if its inputs have not changed since the last run. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cache, root } from './paths.mjs';

/**
 * Runs `work` unless `outputs` exist and `inputs` have not changed since the last run.
 *
 * @param {string} name
 * @param {{ inputs: readonly string[], outputs: readonly string[], work: () => Promise<void> }} job Paths are relative
 *   to the repository, and a folder stands for every file in it.
 * @returns {Promise<boolean>} whether it ran
 */
export async function unlessFresh(name, { inputs, outputs, work }) {
  const stamp = join(cache, `${name}.stamp`);
  const fingerprint = fingerprintOf(inputs);
  const done = outputs.every((path) => existsSync(join(root, path)));
  if (done && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return false;
  await rm(stamp, { force: true });
  await work();
  await mkdir(cache, { recursive: true });
  await writeFile(stamp, fingerprint);
  return true;
}

/**
 * Hashes paths, sizes and modification times. Contents are not read, because the models have tens of megabytes.
 *
 * @param {readonly string[]} inputs
 */
function fingerprintOf(inputs) {
  const hash = createHash('sha256');
  for (const path of inputs.flatMap((input) => filesUnder(join(root, input))).sort()) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path}\0${String(size)}\0${String(mtimeMs)}\n`);
  }
  return hash.digest('hex');
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesUnder(join(path, name)));
}
