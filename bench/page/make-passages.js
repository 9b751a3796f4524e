/** @file Passages of a given length, different for every seed, the same for the same one. */
const WORDS =
  'the of a to in and water light house river small winter engine bread music paper mountain doctor question answer history ' +
  'market garden salt metal window market child teacher ocean moon tide force earth wind cloud storm bridge train village city ' +
  'keeps turns moves falls rises follows carries makes holds breaks opens under over through between before after while because';

/** `count` texts of about `words` words. */
export function makePassages(count, words, seed) {
  const list = WORDS.split(' ');
  let state = seed * 2654435761 + 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: count }, () => {
    const length = Math.round(words * (0.8 + 0.4 * next()));
    return Array.from({ length }, () => list[Math.floor(next() * list.length)]).join(' ');
  });
}
