/** @file Runs programs in the root of the repository, with their output on this process's streams. */
import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import process from 'node:process';
import { root } from './paths.mjs';

/**
 * Runs a Node program. Its stdout goes to stderr, so that a build's output does not mix with the results of the command
 * line.
 *
 * @param {readonly string[]} args
 * @throws Error if its exit code is not 0
 */
export async function runNode(args) {
  const code = await exitCode(process.execPath, args);
  if (code !== 0) throw new Error(`Expected \`node ${args.join(' ')}\` to succeed, got exit code ${String(code)}`);
}

/**
 * Where a program's stdout goes: to this process's stdout, to its stderr, or with its stderr into a file of this path.
 *
 * @typedef {'inherit' | 'stderr' | (string & {})} Output
 */

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ stdout?: Output, env?: Record<string, string> }} [options]
 * @returns {Promise<number>}
 */
export async function exitCode(command, args, { stdout = 'stderr', env = {} } = {}) {
  const file = stdout === 'inherit' || stdout === 'stderr' ? undefined : await open(stdout, 'w');
  const own = stdout === 'stderr' ? process.stderr : 'inherit';
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn(command, args, {
        cwd: root,
        env: { ...process.env, ...env },
        stdio: ['inherit', file?.fd ?? own, file?.fd ?? 'inherit'],
      });
      child.on('error', reject);
      child.on('close', (code) => {
        resolve(code ?? 1);
      });
    });
  } finally {
    await file?.close();
  }
}
