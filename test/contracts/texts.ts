/** @file Texts for contract suites: plain ones, and bad input that engines and methods must accept. */
import fc from 'fast-check';

export const QUERY = 'How do you keep bread fresh?';

export const PLAIN = [
  'Keep rye bread in a paper bag, not in the cold, and it stays fresh for four days.',
  'The baker sells bread at the morning market.',
  'Copper kettles turn green when water is left in them.',
  'Zzyzx 42!',
  'An old sailor repairs broken clocks behind the station.',
  'The road across the valley is closed when it rains.',
  'fresh bread',
] as const;

/** Bad input, as name and text. */
export const BAD: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['white space', ' \t\n '],
  ['a megabyte', 'the baker sells bread '.repeat(48_000)],
  ['a megabyte without a space', 'bread'.repeat(210_000)],
  ['NUL bytes', 'bread\0bag\0\0'],
  ['lone surrogates', 'bread \uD800 and \uDC00 bag'],
  ['right-to-left text', 'الخبز الطازج في كيس ورقي'],
  ['CJK text', '如何保持面包新鲜？パンを新鮮に保つ方法'],
  ['control tokens', '[CLS] bread [SEP] </s><|endoftext|>'],
  ['emoji', '🍞👩‍🍳🇫🇷'],
];

/** A passage that is longer than the input of any test model. */
export const LONG = 'the baker sells bread at the market '.repeat(400);

const words = PLAIN.join(' ').split(' ');
const sentence = fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((some) => some.join(' '));

/** Lists of passages with and without a title. */
export const passageLists = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ text: sentence }) },
    fc.record({ title: sentence, text: sentence }),
    fc.record({ text: fc.string({ unit: 'grapheme', maxLength: 40 }) }),
  ),
  { minLength: 1, maxLength: 6 },
);
