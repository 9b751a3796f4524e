import { describe, expect, it } from 'vitest';
import { termsOf, wordsOf } from '../../src/words/words';
import { processorTimeOf } from '../processor-time';

const written = (text: string) => wordsOf(text).map(({ start, end }) => text.slice(start, end));

describe('wordsOf()', () => {
  it.each([
    ['pump\tvalve\u0000seal', ['pump', 'valve', 'seal']],
    ['Run `kubectl apply` first.', ['Run', 'kubectl', 'apply', 'first']],
    ['costs $40 or €35.', ['costs', '$40', 'or', '€35']],
    ['MODE=offline|online. 🌱seedling. List<Invoice>', ['MODE', 'offline', 'online', 'seedling', 'List', 'Invoice']],
    ['C++ and C# (see #42)', ['C++', 'and', 'C#', 'see', '42']],
    ['name,price 1,150', ['name', 'price', '1,150']],
    ['www.example.org/a-b', ['www.example.org', 'a', 'b']],
    ['har\u00adbour and encr\u200bypt', ['har\u00adbour', 'and', 'encr\u200bypt']],
    ['“don’t”, she said', ['don’t', 'she', 'said']],
  ])('parts %j at symbols, control characters and white space, and never inside a word', (text, expected) => {
    expect(written(text)).toEqual(expected);
  });

  it('finds words in scripts without spaces by segments', () => {
    expect(written('船は港に入る')).toEqual(expect.arrayContaining(['船', '港']));
    expect(written('เรือเข้าท่าเรือแล้ว').length).toBeGreaterThan(2);
    expect(written('図abc港').join('')).toBe('図abc港');
  });

  it.each([
    ['launchBoat', ['launchboat', 'launch', 'boat']],
    ['XMLHttpRequest', ['xmlhttprequest', 'xml', 'http', 'request']],
    ['max_retry_count', ['max_retry_count', 'max', 'retry', 'count']],
    ['har\u00adbour', ['harbour']],
    ['encr\u200byp\u2060t\ufeff', ['encrypt']],
    ['jete\u0301e', ['jetée', 'jetee']],
    ['ﬁeld', ['field']],
    ['Ｗｉｄｅ', ['wide']],
    ['Straße', ['straße', 'strasse']],
    ['Łódź', ['łódź', 'lodz']],
    ['€35', ['€35', '35']],
    ['1,150', ['1,150', '1', '150']],
    ['C++', ['c++', 'c']],
    ['हिन्दी', ['हिन्दी']],
  ])('indexes %s under the whole word, its parts and its plain letters', (word, terms) => {
    expect(termsOf(word)).toEqual(terms);
  });

  it.each(['a', ' ', '_', '.a', '船', 'aB', '\u00ad', 'e\u0301', '1,', '$'])(
    'reads one megabyte of %j within two seconds',
    (run) => {
      const bytes = new TextEncoder().encode(run).length;
      expect(processorTimeOf(() => wordsOf(run.repeat(1e6 / bytes)))).toBeLessThan(2000);
    },
  );
});
