/** @file The counts at the end of `npm test` include every failure. */
import { describe, expect, test } from 'vitest';
import { countsOf } from '../../scripts/vitest-counts.mjs';

const loaded = { status: 'passed', assertionResults: [{}] };

describe('countsOf()', () => {
  test('copies the counts of the report', () => {
    expect(countsOf({ numPassedTests: 5, numFailedTests: 2, testResults: [loaded] }, 1)).toEqual({
      passed: 5,
      failed: 2,
    });
  });

  test('counts a file that could not be loaded as one failure', () => {
    const unloaded = { status: 'failed', assertionResults: [] };
    expect(countsOf({ numPassedTests: 5, numFailedTests: 0, testResults: [loaded, unloaded] }, 1)).toEqual({
      passed: 5,
      failed: 1,
    });
  });

  test('counts an exit code that no test explains as one failure', () => {
    expect(countsOf({ numPassedTests: 5, numFailedTests: 0, testResults: [loaded] }, 1)).toEqual({
      passed: 5,
      failed: 1,
    });
  });
});
