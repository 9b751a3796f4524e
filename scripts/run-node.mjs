/** @file Runs programs in the root of the repository, with their output on this process's streams. */
import { spawn } from 'node:child_process';
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
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ stdout?: 'inherit' | 'stderr', env?: Record<string, string> }} [options]
 * @returns {Promise<number>}
 */
export function exitCode(command, args, { stdout = 'stderr', env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['inherit', stdout === 'stderr' ? process.stderr : 'inherit', 'inherit'],
    });
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? 1);
    });
  });
}
