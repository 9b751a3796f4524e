/**
 * @file Decodes bytes alike in every runtime. The decoder of some versions of Node takes Windows-1252 for Latin-1: it
 * leaves controls in place of quotation marks, dashes and €, from 0x80 to 0x9F.
 */

/** @param label an encoding that `TextDecoder` knows */
export function decodeAs(label: string, bytes: ArrayBuffer | Uint8Array): string {
  const decoder = new TextDecoder(label);
  const text = decoder.decode(bytes);
  return decoder.encoding === 'windows-1252' ? withSigns(text) : text;
}

const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Puts the signs of Windows-1252 in place of the controls of Latin-1; the five that have no sign stay. */
export function withSigns(text: string): string {
  return text.replace(/[\x80-\x9F]/g, (control) => WINDOWS_1252[control.charCodeAt(0) - 0x80]!);
}
