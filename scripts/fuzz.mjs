/**
 * @file Runs the tests with random damage for many rounds: 1,000 flipped bits over all stored values, 13 rounds of
 * terminated workers, 20 rounds of each of 27 faults during 50 concurrent calls, hundreds of lists and options, and
 * thousands of damaged cards, settings and messages. It takes about half an hour.
 */
import process from 'node:process';
import { exitCode } from './run-node.mjs';

const tests = ['stored-bits', 'faults', 'faults-everywhere'].map((name) => `test/browser/${name}.browser.ts`);
process.exitCode = await exitCode(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', '--project', 'browser', 'test/fuzz/', ...tests],
  { stdout: 'inherit', env: { RANKSIDE_FUZZ_ROUNDS: process.env['RANKSIDE_FUZZ_ROUNDS'] ?? '13' } },
);
