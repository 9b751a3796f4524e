/**
 * @file `npm start`: builds what is missing and serves the demo page on this machine.
 *
 * `npm start -- [--port 8080] [--isolated]`; `--isolated` adds the headers that let WebAssembly use threads.
 */
import { parseArgs } from 'node:util';
import process from 'node:process';
import { ensureBuilt } from './build.mjs';
import { demoDist } from './paths.mjs';
import { serve } from './serve.mjs';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, isolated: { type: 'boolean', default: false } },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535)
  throw new RangeError(`Expected --port to be from 0 to 65535, got "${values.port}"`);

await ensureBuilt({ demo: true });
const { url } = await serve(demoDist, { port, isolated: values.isolated, trustedTypes: true });
process.stdout.write(`rankside demo: ${url}\nPress Ctrl+C to stop.\n`);
