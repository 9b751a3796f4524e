/** @file The `rankside` program: the command line in a Node process. */
import process from 'node:process';
import { embeddedModels } from '../models/embedded';
import type { CliContext } from './command';
import { runCli } from './run-cli';

const context: CliContext = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  // The runtime is loaded on demand: `models`, `--help` and usage errors do not need it.
  createReranker: async (options) => (await import('./node-reranker')).createNodeReranker(options),
  cards: embeddedModels,
  debug: (process.env['DEBUG'] ?? '').split(/[\s,]+/).includes('rankside'),
};

// A reader that closes the pipe early (`| head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2), context);
