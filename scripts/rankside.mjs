/** @file `npm run -s rankside -- …`: the command line, after building what is missing. Building speaks on stderr only. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { dist } from './paths.mjs';

await ensureBuilt();
await import(pathToFileURL(join(dist, 'cli.js')).href);
