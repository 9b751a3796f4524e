/** @file Locks between processes, so that commands that need a build at the same time build one after another. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { cache } from './paths.mjs';

/**
 * Runs `work` while no other process is inside `withLock(name)`.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(name, work) {
  const path = join(cache, `${name}.lock`);
  await mkdir(cache, { recursive: true });
  while (!(await tryLock(path))) {
    if (await ownerIsGone(path)) await rm(path, { force: true });
    else await sleep(200);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** @param {string} path */
async function tryLock(path) {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} path */
async function ownerIsGone(path) {
  const owner = Number(await readFile(path, 'utf8').catch(() => ''));
  // The file is empty or gone while its owner is creating or removing it.
  if (!owner) return false;
  try {
    process.kill(owner, 0);
    return false;
  } catch {
    return true;
  }
}
