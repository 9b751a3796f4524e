/**
 * @file Checks every TypeScript project by itself, so that page, worker, Node and tests each see only the globals they
 * have.
 */
import process from 'node:process';
import { exitCode } from './run-node.mjs';

let failed = 0;
for (const project of ['page', 'worker', 'node', 'test']) {
  const code = await exitCode(process.execPath, [
    'node_modules/typescript/bin/tsc',
    '-p',
    `config/tsconfig.${project}.json`,
  ]);
  if (code !== 0) failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;
