import { describe, expect, test } from 'vitest';
import { passageText } from '../../src/util/passage-text';

describe('passageText()', () => {
  test('puts a title on a line of its own', () => {
    expect(passageText({ title: 'A', text: 'b' })).toBe('A\nb');
    expect(passageText({ title: '', text: 'b' })).toBe('b');
    expect(passageText({ text: 'b' })).toBe('b');
  });
});
