/** @file Compresses bodies with brotli and stores the results in a folder, because megabytes of models take seconds. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const compress = promisify(brotliCompress);
/** A level below the maximum of 11, as servers use it to compress files ahead of time. */
export const BROTLI_QUALITY = 9;

/** @param folder the folder of compressed bodies, which may be deleted */
export function keptBrotli(folder: string): (body: Uint8Array) => Promise<Uint8Array> {
  return async (body) => {
    const path = join(folder, `${createHash('sha256').update(body).digest('hex')}.${BROTLI_QUALITY}.br`);
    const known = await readFile(path).catch(() => undefined);
    if (known) return known;
    const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
    const made = await compress(body, { params });
    await mkdir(folder, { recursive: true });
    await writeFile(path, made);
    return made;
  };
}
