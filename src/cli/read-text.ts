/** @file Reads text from a file or a stream; errors and warnings name the file. */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { decodeText } from './decode-text';

/** Receives a sentence about text that could be read only in part, or whose encoding was guessed. */
export type Warn = (message: string) => void;

/**
 * Reads a text file; one whose name ends with `.gz` is decompressed.
 *
 * @throws Error that names the file
 */
export async function readText(path: string, warn?: Warn): Promise<string> {
  return named(`"${path}"`, warn, async () => {
    const bytes = await readFile(path);
    return path.endsWith('.gz') ? promisify(gunzip)(bytes) : bytes;
  });
}

/** Reads a stream to its end. @throws Error that names it */
export async function readStream(
  stream: AsyncIterable<Uint8Array | string>,
  name: string,
  warn?: Warn,
): Promise<string> {
  return named(name, warn, async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    return Buffer.concat(chunks);
  });
}

async function named(name: string, warn: Warn | undefined, read: () => Promise<Uint8Array>): Promise<string> {
  try {
    const { text, warning } = decodeText(await read());
    if (warning !== undefined) warn?.(`${name}: ${warning}`);
    return text;
  } catch (error) {
    throw new Error(`Cannot read ${name}: ${reasonOf(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  return code === 'EISDIR' ? 'it is a folder' : error.message;
}
