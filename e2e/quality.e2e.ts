/** @file Runs `npm run eval`: bundled, over the built package, with each pass in its own process. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { root } from '../scripts/paths.mjs';
import { tinySets } from '../test/bench/tiny-sets';
import { temporaryFolder } from '../test/cli/temporary-folder';

describe('npm run eval', () => {
  test('evaluates the embedded model, and reuses the results on a second run', async () => {
    const [data, out] = [await tinySets(), await temporaryFolder()];
    const args = ['bench/quality.mjs', '--data', data, '--out', out, '--sets', 'fleas', '--systems', 'base'];
    const run = () => promisify(execFile)(process.execPath, args, { cwd: root });
    const { stdout, stderr } = await run();
    expect(stdout).toBe(`Wrote ${join(out, 'QUALITY.md')}\n`);
    expect(stderr).toContain('fleas, base: 3/3 queries');
    expect(await readFile(join(out, 'QUALITY.md'), 'utf8')).toMatch(/rankside-kernel\/\w+@/);
    expect(await readFile(join(out, 'plots/quality.svg'), 'utf8')).toContain('>fleas</text>');
    expect((await run()).stderr).toBe('fleas, base: measured before\n');
  });

  test('exits with code 1 and prints the reason when a pass fails', async () => {
    const data = await temporaryFolder({ 'sets.json': '[{"set": "gone", "min_rel": 1}]' });
    const failed = promisify(execFile)(
      process.execPath,
      ['bench/quality.mjs', '--data', data, '--out', await temporaryFolder()],
      { cwd: root },
    );
    await expect(failed).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/gone, .*Expected run\.bm25\.trec/) as string,
    });
  });
});
