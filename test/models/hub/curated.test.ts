import { expect, test } from 'vitest';
import { curatedModels } from '../../../src/models/hub/curated';
import { isRepository } from '../../../src/models/hub/repository';

test('curated models are repositories, and none is marked as verified', () => {
  for (const { name, verified } of curatedModels) expect([isRepository(name), verified]).toEqual([true, false]);
  expect(new Set(curatedModels.map(({ name }) => name)).size).toBe(curatedModels.length);
});
