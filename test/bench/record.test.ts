import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../bench/quality/job';
import type { Outcome } from '../../bench/quality/record';
import { currentOnly, isMeasured, readRecord, withPass, writeRecord } from '../../bench/quality/record';
import { temporaryFolder } from '../cli/temporary-folder';

const values = { ndcg10: [0.5, 1], mrr10: [1, 1], map: [0.25, 1] };
const job: Job = {
  plan: { name: 'fleas', folder: '/anywhere', candidates: 100, minGrade: 1 },
  pass: { name: 'base', options: { model: 'base' }, fusions: [] },
  model: 'hash',
};
const outcome: Outcome = {
  queries: ['q 1', 'q[2]'],
  firstStage: values,
  measured: {
    engine: 'fake@1',
    rankings: { none: values },
    cost: {
      passages: 3,
      seconds: 1,
      msPerPassage: 1.5,
      msPerKeptQuery: null,
      bytesPerPassage: 9,
      bytesOf150: 90,
      truncated: 0.12345678,
    },
    unread: 0,
  },
};
const empty = { format: 1, sets: {} } as const;
const record = withPass(empty, job, outcome);

describe('isMeasured()', () => {
  it('compares set, settings, model and options', () => {
    expect(isMeasured(record, job)).toBe(true);
    expect(isMeasured(record, { ...job, plan: { ...job.plan, folder: '/elsewhere' } })).toBe(true);
    expect(isMeasured(empty, job)).toBe(false);
    expect(isMeasured(record, { ...job, model: 'other' })).toBe(false);
    expect(isMeasured(record, { ...job, plan: { ...job.plan, candidates: 20 } })).toBe(false);
    expect(isMeasured(record, { ...job, plan: { ...job.plan, queries: 3 } })).toBe(false);
    expect(isMeasured(record, { ...job, pass: { ...job.pass, options: { model: 'base', cores: 2 } } })).toBe(false);
  });

  it('is false for an added fusion', () => {
    expect(isMeasured(record, { ...job, pass: { ...job.pass, fusions: ['rrf'] } })).toBe(false);
  });
});

describe('withPass()', () => {
  const other: Job = { ...job, pass: { ...job.pass, name: 'fast' } };

  it('keeps other passes of the same settings', () => {
    const both = withPass(record, other, outcome);
    expect(Object.keys(both.sets['fleas']?.passes ?? {})).toEqual(['base', 'fast']);
  });

  it('drops passes of other settings, since their queries differ', () => {
    const changed = withPass(record, { ...other, plan: { ...job.plan, queries: 1 } }, outcome);
    expect(Object.keys(changed.sets['fleas']?.passes ?? {})).toEqual(['fast']);
  });
});

describe('currentOnly()', () => {
  it('omits measurements of changed models, and sets without others', () => {
    expect(currentOnly(record, new Map([['base', 'hash']]))).toEqual(record);
    expect(currentOnly(record, new Map([['base', 'new']])).sets).toEqual({});
    expect(currentOnly(record, new Map()).sets).toEqual({});
  });
});

describe('writeRecord()', () => {
  it('is read back by readRecord(), with four decimals', async () => {
    const path = join(await temporaryFolder(), 'deep', 'quality.json');
    await writeRecord(path, record);
    const read = await readRecord(path);
    expect(read.sets['fleas']?.passes['base']?.cost.truncated).toBe(0.1235);
    expect(isMeasured(read, job)).toBe(true);
    expect(read.sets['fleas']?.queries).toEqual(['q 1', 'q[2]']);
  });

  it('keeps a list on one line', async () => {
    const path = join(await temporaryFolder(), 'quality.json');
    await writeRecord(path, record);
    expect(await readFile(path, 'utf8')).toMatch(/^ +"ndcg10": \[0\.5,1\],$/m);
  });
});

describe('readRecord()', () => {
  it('is empty without a file, and rejects another format', async () => {
    const path = join(await temporaryFolder(), 'quality.json');
    expect(await readRecord(path)).toEqual(empty);
    await writeFile(path, '{"format": 2}');
    await expect(readRecord(path)).rejects.toThrow('to have format 1, got 2');
  });
});
