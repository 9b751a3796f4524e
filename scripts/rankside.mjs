/**
 * @file `npm run -s rankside -- …`: builds what is missing and runs the command line. The build writes to stderr only.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { dist } from './paths.mjs';

await ensureBuilt();
await import(pathToFileURL(join(dist, 'cli.js')).href);
