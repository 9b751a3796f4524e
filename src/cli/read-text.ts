/** @file Reads text from a file or a stream; errors name the file. */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** Reads UTF-8 text; a file whose name ends with `.gz` is decompressed. */
export async function readText(path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    return decode(path.endsWith('.gz') ? await promisify(gunzip)(bytes) : bytes);
  } catch (error) {
    throw new Error(`Cannot read "${path}": ${reasonOf(error)}`, { cause: error });
  }
}

/** Reads a stream to its end. */
export async function readStream(stream: AsyncIterable<Uint8Array | string>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream) text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function reasonOf(error: unknown): string {
  if (isMissing(error)) return 'there is no such file';
  if (error instanceof Error && 'code' in error && error.code === 'EISDIR') return 'it is a folder';
  return error instanceof Error ? error.message : String(error);
}
