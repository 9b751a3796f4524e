/** @file Builds the demo page over the built library. The demo uses the library as any consumer does. */
import { join } from 'node:path';
import { build } from 'vite';
import { root } from './paths.mjs';

export async function buildDemo() {
  await build({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
}
