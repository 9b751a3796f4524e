/** @file Runs commands in a folder, and serves a folder without a content security policy. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import process from 'node:process';
import { promisify } from 'node:util';
import { answer } from '../../scripts/serve.mjs';

const run = promisify(execFile);
const env = {
  ...process.env,
  ASTRO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  NODE_ENV: 'production',
};

/** Runs a command line of words without quotes. */
export function shell(cwd, line) {
  process.stderr.write(`  ${line}\n`);
  const [command, ...args] = line.split(' ');
  return run(command, args, { cwd, env, maxBuffer: 2 ** 26 });
}

export function install(cwd, ...packages) {
  return shell(cwd, ['npm install --no-audit --no-fund --include=dev', ...packages].join(' '));
}

export async function edit(path, change) {
  await writeFile(path, change(await readFile(path, 'utf8')));
}

/** The starters have inline scripts and styles, which the policy of `scripts/serve.mjs` forbids. */
export async function serveFreely(folder) {
  const server = createServer((request, response) => void answer(folder, request, response, {}));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}
