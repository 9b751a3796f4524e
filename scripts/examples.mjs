/** @file `npm run examples`: serves the example pages, with a copy of the package beside them, on this machine. */
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { dist, root } from './paths.mjs';
import { runNode } from './run-node.mjs';
import { serve } from './serve.mjs';

/**
 * Builds what is missing and lays out the pages as `examples/README.md` describes.
 *
 * @returns {Promise<string>} a temporary folder
 */
export async function layOutExamples() {
  await ensureBuilt();
  const folder = await mkdtemp(join(tmpdir(), 'rankside-examples-'));
  await cp(join(root, 'examples'), folder, { recursive: true });
  await runNode([join(dist, 'cli.js'), 'copy', join(folder, 'rankside')]);
  return folder;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { url } = await serve(await layOutExamples());
  process.stdout.write(`rankside examples: ${url}\nPress Ctrl+C to stop.\n`);
}
