/**
 * @file A consumer project in a temporary folder: the packed tarball installed with npm, and Vite without
 * configuration.
 */
import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pack } from '../scripts/pack.mjs';

const run = promisify(execFile);
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export type ConsumerProject = {
  readonly folder: string;
  /** Runs `vite build` with the given arguments. */
  build(...args: readonly string[]): Promise<void>;
  /** Runs `vite dev` on a free port. */
  dev(): Promise<{ readonly url: string; stop(): Promise<void> }>;
  /** Runs Node in the project and returns its output. */
  node(args: readonly string[]): Promise<string>;
  /** Compiles a file, by default `typed.ts`, and returns the errors; empty when there are none. */
  typecheck(resolution: string, file?: string, lib?: string): Promise<string>;
  remove(): Promise<void>;
};

export async function createConsumerProject(): Promise<ConsumerProject> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'rankside-consumer-')));
  const tarball = await pack(folder);
  await cp(here('consumer-app'), folder, { recursive: true });
  // The tarball has no dependencies, so the installation needs no network.
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--no-package-lock', tarball], { cwd: folder });
  await symlink(here('../node_modules/vite'), join(folder, 'node_modules/vite'), 'dir');
  // An optional peer, which an app installs itself.
  await mkdir(join(folder, 'node_modules/@huggingface'));
  await symlink(
    here('../node_modules/@huggingface/transformers'),
    join(folder, 'node_modules/@huggingface/transformers'),
    'dir',
  );
  return {
    folder,
    build: async (...args) => {
      await run(process.execPath, [join(folder, 'node_modules/vite/bin/vite.js'), 'build', ...args], {
        cwd: folder,
        env: userEnvironment(),
      });
    },
    dev: () => startDev(folder),
    node: async (args) => (await run(process.execPath, [...args], { cwd: folder, env: userEnvironment() })).stdout,
    typecheck: (resolution, file = 'typed.ts', lib = 'es2022,esnext.disposable,dom') =>
      typecheck(folder, { resolution, file, lib }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/**
 * The environment without the variables of the test runner, which would turn a production build into a test build, and
 * without colours, whose escape codes would break the match of `Local:`.
 */
function userEnvironment(): NodeJS.ProcessEnv {
  const { NODE_ENV: _, VITEST: __, ...rest } = process.env;
  return { ...rest, NO_COLOR: '1' };
}

type Compilation = { readonly resolution: string; readonly file: string; readonly lib: string };

async function typecheck(folder: string, { resolution, file, lib }: Compilation): Promise<string> {
  const module = resolution === 'bundler' ? 'esnext' : resolution;
  const options = ['--strict', '--noEmit', '--target', 'es2022', '--lib', lib];
  const args = [...options, '--module', module, '--moduleResolution', resolution, '--skipLibCheck', 'false', file];
  const tsc = here('../node_modules/typescript/bin/tsc');
  return run(process.execPath, [tsc, ...args], { cwd: folder }).then(
    ({ stdout }) => stdout,
    (error: unknown) => (error as { stdout: string }).stdout,
  );
}

async function startDev(folder: string): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const args = ['dev', '--host', '127.0.0.1', '--port', String(port), '--strictPort'];
  const child = spawn(process.execPath, [join(folder, 'node_modules/vite/bin/vite.js'), ...args], {
    cwd: folder,
    env: userEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = (): Promise<void> => (child.kill(), closed);
  await new Promise<void>((resolve, reject) => {
    let output = '';
    const listen = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes('Local:')) resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    void closed.then(() => reject(new Error(`Expected \`vite dev\` to start, got:\n${output}`)));
  });
  return { url: `http://127.0.0.1:${port}/`, stop };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('Expected a port, got none');
  return address.port;
}
