/**
 * @file A Vite plugin that answers requests for workers with one bundle of their sources each. Vite's development
 * server answers with hundreds of modules, which takes seconds for every worker that a test starts.
 */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Plugin } from 'vite';
import { bundle } from '../scripts/build-library.mjs';
import { cache } from '../scripts/paths.mjs';

const outDir = join(cache, 'test-workers');

/** `paths` are relative to the root of the project. In watch mode the sources are answered, as they are then. */
export function bundledWorkers(paths: readonly string[]): Plugin {
  const bundles = new Map<string, Promise<Buffer>>();
  async function bundleOf(path: string): Promise<Buffer> {
    const name = basename(path, '.ts');
    await bundle({ [name]: path }, { outDir, define: { 'import.meta.url': 'self.location.href' } });
    return readFile(join(outDir, `${name}.js`));
  }
  return {
    name: 'rankside:bundled-workers',
    configureServer({ config, middlewares }) {
      if (config.server.watch !== null) return;
      middlewares.use((request, response, next) => {
        const { pathname, searchParams } = new URL(request.url ?? '/', 'http://here');
        const path = paths.find((each) => pathname === `/${each}`);
        if (path === undefined || !searchParams.has('worker_file')) return next();
        const made = bundles.get(path) ?? bundleOf(path);
        bundles.set(path, made);
        made.then(
          (script) => response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(script),
          (error: unknown) => next(error),
        );
      });
    },
  };
}
