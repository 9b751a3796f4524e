/** @file Hashes bytes, for names of files and revisions of documents. */

/** The SHA-256 of the bytes, in lower-case hexadecimal digits. */
export async function sha256(bytes: BufferSource): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
