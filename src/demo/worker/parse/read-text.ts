/** @file A file's characters: UTF-8 or UTF-16 by its byte order mark, else UTF-8, and Windows-1252 where it is not that. */

/** Text with `\n` alone at line ends, and without a byte order mark. */
export async function readText(file: Blob): Promise<string> {
  return decode(new Uint8Array(await file.arrayBuffer())).replace(/\r\n?/g, '\n');
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
