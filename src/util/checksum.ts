/** @file Checksums of stored values, which find every change of a value and every value that is under another key. */

/**
 * The SHA-256, in base64, of a key and a value of plain objects, arrays, numbers, strings and typed arrays. The order
 * of properties counts; structured clones keep it.
 *
 * @throws TypeError for a value that JSON cannot hold
 */
export async function checksumOf(key: readonly string[], value: unknown): Promise<string> {
  const arrays: Uint8Array[] = [];
  const head = JSON.stringify([key, value], (_, each: unknown) => {
    // JSON would make −0 and the numbers that are not finite equal to others.
    if (typeof each === 'number') return Number.isFinite(each) && !Object.is(each, -0) ? each : specialNumber(each);
    if (!ArrayBuffer.isView(each)) return each;
    arrays.push(new Uint8Array(each.buffer, each.byteOffset, each.byteLength));
    return { type: Object.prototype.toString.call(each), bytes: each.byteLength };
  });
  return base64(await sha256(concat([new TextEncoder().encode(head), ...arrays])));
}

/** The SHA-256 of a text, or of bytes, in base64. */
export async function hashOf(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  return base64(await sha256(typeof content === 'string' ? new TextEncoder().encode(content) : content));
}

function specialNumber(value: number): object {
  return { special: Object.is(value, -0) ? '-0' : String(value) };
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
