/** @file Runs one vitest project, prints its output, and counts tests from its JSON report. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { cache } from './paths.mjs';
import { exitCode } from './run-node.mjs';

/** @typedef {{ passed: number, failed: number }} Counts */
/** @typedef {{ status: string, assertionResults: readonly unknown[] }} FileReport */
/** @typedef {{ numPassedTests: number, numFailedTests: number, testResults: readonly FileReport[] }} Report */

/**
 * @param {string} project
 * @param {import('./run-node.mjs').Output} [stdout] where vitest prints
 * @returns {Promise<Counts>}
 */
export async function runVitest(project, stdout = 'inherit') {
  await mkdir(cache, { recursive: true });
  const path = join(cache, `${project}-report.json`);
  await rm(path, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${path}`];
  const code = await exitCode(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--project', project, ...reporters],
    { stdout },
  );
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 1 };
  /** @type {Report} */
  const report = JSON.parse(text);
  return countsOf(report, code);
}

/**
 * A file that cannot be loaded has no tests and counts as one failure. So does an exit code that no failed test
 * explains.
 *
 * @param {Report} report
 * @param {number} code
 * @returns {Counts}
 */
export function countsOf(report, code) {
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + unloaded;
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}
