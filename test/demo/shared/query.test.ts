import { describe, expect, it } from 'vitest';
import { isRestricted, parseQuery } from '../../../src/demo/shared/query';

describe('parseQuery()', () => {
  it('returns a plain question unchanged', () => {
    const query = parseQuery('  what does well-known e-mail - or a 5-year lease – cost? ');
    expect(query.question).toBe('what does well-known e-mail - or a 5-year lease – cost?');
    expect(isRestricted(query)).toBe(false);
  });

  it('reads phrases, excluded words, and the filters of path and type', () => {
    expect(parseQuery('“not to be” moon -tide -"spring tide" path:Notes/2024 type:PDF path:"my files"')).toEqual({
      question: 'not to be moon',
      phrases: ['not to be'],
      excluded: ['tide', 'spring tide'],
      paths: ['notes/2024', 'my files'],
      types: ['pdf'],
    });
  });

  it('takes a quote that is not closed as part of a word', () => {
    expect(parseQuery('a 5" pipe')).toMatchObject({ question: 'a 5" pipe', phrases: [] });
  });
});
