import { expect, test } from 'vitest';
import { applyCardOverrides } from '../../src/models/card-overrides';
import { cardOf } from './hub/families/encoder-files';

test('applyCardOverrides() lets later overrides win, and checks the result', () => {
  const card = cardOf({});
  expect(applyCardOverrides(card, { languages: ['de'] }, { languages: ['en'] }).languages).toEqual(['en']);
  expect(() => applyCardOverrides(card, { method: 3 as never })).toThrow(/Expected `method` to be a string/);
});
