import { expect, test } from 'vitest';
import { formatScorerName } from '../../src/models/scorer-name';

test('formatScorerName() names the depth if it is known', () => {
  expect(formatScorerName({ model: 'base', method: 'late-interaction', depth: 6 })).toBe('base@6/late-interaction');
  expect(formatScorerName({ model: 'someone/ranker', method: 'cross-encoder' })).toBe('someone/ranker/cross-encoder');
});
