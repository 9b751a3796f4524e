import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planSets, readSet } from '../../bench/quality/sets';
import { UsageError } from '../../src/cli/usage-error';
import { temporaryFolder } from '../cli/temporary-folder';
import { tinySets } from './tiny-sets';

describe('planSets()', () => {
  it('lists the sets with their lowest relevant grade, and 20 candidates for xquad-en', async () => {
    const data = await tinySets();
    expect(await planSets(data, {})).toEqual([
      { name: 'fleas', folder: join(data, 'fleas'), candidates: 100, minGrade: 1 },
      { name: 'xquad-en', folder: join(data, 'xquad-en'), candidates: 20, minGrade: 2 },
    ]);
  });

  it('selects the named sets and a number of queries', async () => {
    const plans = await planSets(await tinySets(), { names: ['xquad-en'], queries: 3 });
    expect(plans?.map(({ name, queries }) => [name, queries])).toEqual([['xquad-en', 3]]);
  });

  it('is undefined without data', async () => {
    expect(await planSets(await temporaryFolder(), {})).toBeUndefined();
  });

  it('rejects a set that is not listed, and an invalid list', async () => {
    await expect(planSets(await tinySets(), { names: ['dogs'] })).rejects.toThrow(UsageError);
    await expect(planSets(await tinySets(), { names: ['dogs'] })).rejects.toThrow('of fleas, xquad-en, got "dogs"');
    const other = await temporaryFolder({ 'sets.json': '[{"set": "fleas"}]' });
    await expect(planSets(other, {})).rejects.toThrow('Expected a list of objects with "set" and "min_rel"');
  });
});

describe('readSet()', () => {
  it('reads the first-stage scores with the run', async () => {
    const [plan] = (await planSets(await tinySets(), {})) ?? [];
    const set = await readSet(plan!);
    expect(set.run.get('q1')).toEqual(['d3', 'd1', 'd2']);
    expect([...(set.scores?.get('q1') ?? [])]).toEqual([
      ['d3', 9],
      ['d1', 2],
      ['d2', 1],
    ]);
  });
});
