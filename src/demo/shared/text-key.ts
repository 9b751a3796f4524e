/** @file Names texts by a hash, so that a text need not be kept to be recognized. */

/** A short name of a text, in any white space. Of a million texts, two have the same with a chance of 1 in 10,000. */
export function textKey(text: string): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (const letter of text.replace(/\s+/g, ' ').trim()) {
    const code = letter.codePointAt(0) ?? 0;
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  return (high >>> 0).toString(36) + (low >>> 0).toString(36);
}
