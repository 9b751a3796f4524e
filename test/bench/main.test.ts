import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../bench/quality/job';
import { nameOf } from '../../bench/quality/job';
import { runQuality } from '../../bench/quality/main';
import { measure } from '../../bench/quality/measure';
import type { QualityRecord } from '../../bench/quality/record';
import { createFakeReranker } from '../../src/test';
import { temporaryFolder } from '../cli/temporary-folder';
import { tinySets } from './tiny-sets';

const card = 'public/models/base/card.json';

/** Creates a project with only the models' cards, and data next to it. */
async function project() {
  const [root, data] = [
    await temporaryFolder({ [card]: '{}', 'public/models/fast/card.json': '{}' }),
    await tinySets(),
  ];
  const path = (name: string) => join(root, 'bench', name);
  const run = async (argv: readonly string[] = [], fail: (job: Job) => boolean = () => false) => {
    let [stdout, stderr] = ['', ''];
    const jobs: string[] = [];
    const systems = argv.includes('--systems') ? [] : ['--systems', 'base'];
    const code = await runQuality(['--data', data, ...systems, ...argv], {
      root,
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
      measure: (job) => {
        jobs.push(nameOf(job));
        return fail(job) ? Promise.reject(new Error('No more power')) : measure(job, createFakeReranker);
      },
    });
    return { code, stdout, stderr, jobs };
  };
  const record = async () => JSON.parse(await readFile(path('quality.json'), 'utf8')) as QualityRecord;
  return { root, path, run, record };
}

describe('runQuality()', () => {
  it('writes figures, report and plots', async () => {
    const { path, run, record } = await project();
    const { code, stdout, jobs } = await run();
    expect([code, jobs]).toEqual([0, ['fleas, base', 'xquad-en, base']]);
    expect(stdout).toBe(`Wrote ${path('QUALITY.md')}\n`);
    expect((await record()).sets['fleas']?.passes['base']?.rankings.none.ndcg10).toEqual([1, 1, 0]);
    expect(await readFile(path('QUALITY.md'), 'utf8')).toMatch(/^\| base \| \.6667 \|/m);
    for (const plot of ['quality', 'speed']) expect(await readFile(path(`plots/${plot}.svg`), 'utf8')).toMatch(/^<svg/);
  });

  it('measures nothing twice, and everything again with --fresh', async () => {
    const { run } = await project();
    await run(['--sets', 'fleas']);
    expect((await run()).jobs).toEqual(['xquad-en, base']);
    expect(await run()).toMatchObject({ code: 0, jobs: [] });
    expect((await run(['--fresh'])).jobs).toEqual(['fleas, base', 'xquad-en, base']);
  });

  it('measures a changed model again, and omits its old figures until then', async () => {
    const { root, path, run } = await project();
    await run();
    await writeFile(join(root, card), '{ "name": "another" }');
    expect((await run(['--sets', 'fleas'])).jobs).toEqual(['fleas, base']);
    const report = await readFile(path('QUALITY.md'), 'utf8');
    expect(report).toContain('## fleas');
    expect(report).not.toContain('## xquad-en');
  });

  it.each([['1'], ['2']])('keeps finished passes when another one fails (%s at a time)', async (jobs) => {
    const { run, record } = await project();
    const { code, stderr } = await run(['--jobs', jobs], ({ plan }) => plan.name === 'fleas');
    expect(code).toBe(1);
    expect(stderr).toContain('No more power');
    expect(Object.keys((await record()).sets)).toEqual(['xquad-en']);
    expect((await run()).jobs).toEqual(['fleas, base']);
  });

  it('writes a quick look to another folder', async () => {
    const { root, run, record } = await project();
    const { stdout } = await run(['--queries', '1']);
    expect(stdout).toContain(join(root, 'node_modules/.cache/rankside/quality-look/QUALITY.md'));
    await expect(record()).rejects.toThrow('ENOENT');
  });

  it('compares with references that have every query', async () => {
    const { path, run } = await project();
    await mkdir(path('reference'), { recursive: true });
    const metric = { q1: 0.5, q2: 0.5, q3: 0 };
    const sets = { fleas: { ndcg10: metric, mrr10: metric, map: metric }, 'xquad-en': { ndcg10: { q1: 1 } } };
    const reference = { system: 'untrained-late', description: 'Before any training.', sets };
    await writeFile(path('reference/untrained-late.json'), JSON.stringify(reference));
    await run();
    const report = await readFile(path('QUALITY.md'), 'utf8');
    expect(report).toContain('- `untrained-late`: Before any training.');
    expect(report.match(/^\| untrained-late \|.*$/gm)).toHaveLength(1);
    expect(report).toMatch(/^\| base \| .*\+\.3333 \[\.0000, \+\.5000\] \|$/m);
  });

  it('skips without data, with a message', async () => {
    const { run } = await project();
    const { code, stdout, jobs } = await run(['--data', '/nowhere']);
    expect([code, jobs]).toEqual([0, []]);
    expect(stdout).toBe('Skipped: there is no /nowhere/sets.json; --data may name another folder\n');
  });

  it.each([
    [['--systems', 'magic'], 'Expected a system of fast, base@2, base@4, base, cascade, got "magic"'],
    [['--sets', 'dogs'], 'Expected a set of fleas, xquad-en, got "dogs"'],
    [['--jobs', '0'], 'Expected --jobs to be a positive integer, got "0"'],
    [['fleas'], 'Expected no argument, got "fleas"'],
  ])('exits with 2 for %j', async (argv, message) => {
    const { run } = await project();
    const { code, stderr, jobs } = await run(argv);
    expect([code, jobs]).toEqual([2, []]);
    expect(stderr).toContain(message);
    expect(stderr).toContain('Usage: npm run eval');
  });

  it('lists its options', async () => {
    const { run } = await project();
    expect(await run(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--fresh') as string });
  });
});
