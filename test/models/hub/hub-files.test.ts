import { expect, test } from 'vitest';
import { tokenId } from '../../../src/models/hub/hub-files';
import { encoder } from './families/encoder-files';

test('tokenId() finds control tokens before tokens of the vocabulary, in lists and in maps', () => {
  expect(tokenId(encoder.tokenizer, '[MASK]')).toBe(4);
  expect(tokenId({ model: { vocab: [['a', 0], ['b', -1]] } }, 'b')).toBe(1); // prettier-ignore
  expect(tokenId({}, 'a')).toBeUndefined();
});
