/** @file The passages that every use ranks; the test writes a page of each for the index of `<rank-search>`. */
export const passages = [
  'The bond energy of nitrogen is very high, which makes it inert.',
  'A mortgage is a loan for a house.',
  'Cats sleep for most of the day, up to sixteen hours.',
];
