/** @file The demo page, from the built library: it is the library's first consumer. */
import { join } from 'node:path';
import { build } from 'vite';
import { root } from './paths.mjs';

export async function buildDemo() {
  await build({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
}
