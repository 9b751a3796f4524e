import { describe, expect, test } from 'vitest';
import { isBlank } from '../../src/util/is-blank';

describe('isBlank()', () => {
  test.each(['', ' \n\t', '\u00a0', '\u200b', '\0', '\u00ad', '\ufeff', '\u2060', '\u2066\u2069', '\ud800', '\u3164'])(
    'is true for %j',
    (text) => expect(isBlank(text)).toBe(true),
  );

  test.each(['a', '?', '0', '\u200bboiler\u00ad', '水', '👍', '\u00e9', 'e\u0301'])('is false for %j', (text) =>
    expect(isBlank(text)).toBe(false),
  );
});
