import { expect, test } from 'vitest';
import { isPage } from '../../src/search-element/is-page';

const base = 'https://example.org/guide/';

test.each(['/guide/tides.html#moon', 'tides', 'https://example.com/', '?q=a', '//example.com/'])(
  'isPage() accepts %s',
  (url) => expect(isPage(url, base)).toBe(true),
);

test.each(['javascript:alert(1)', ' JavaScript:alert(1)', 'java\nscript:alert(1)', 'https://['])(
  'isPage() refuses %j',
  (url) => expect(isPage(url, base)).toBe(false),
);
