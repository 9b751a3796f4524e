/** @file Runs a Node program in the repository, with its output beside ours. */
import { spawn } from 'node:child_process';
import process from 'node:process';
import { root } from './paths.mjs';

/**
 * Its stdout goes to our stderr: what a build has to say must not mix with the command line's answers.
 *
 * @param {readonly string[]} args
 * @throws Error when it exits with anything but 0
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
