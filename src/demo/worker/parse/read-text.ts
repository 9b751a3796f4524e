/** @file Decodes a file of text, and refuses one whose contents are no text. */
import { decodeText, declaredEncoding } from './encoding';
import { UnreadableFileError } from './parser';

export type ReadOptions = {
  /** Whether the file may declare its encoding as HTML and XML do. Default false. */
  readonly isMarkup?: boolean;
};

/**
 * Returns the text without a byte order mark; all its line ends are `\n`. Throws `UnreadableFileError` for bytes that
 * are no text in any encoding.
 */
export async function readText(file: Blob, { isMarkup = false }: ReadOptions = {}): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = await decodeText(bytes, isMarkup ? declaredEncoding(bytes) : undefined);
  if (!isReadable(text)) throw new UnreadableFileError('It contains no text, or text in an unknown encoding');
  return text.replace(/\r\n?/g, '\n');
}

/** How many characters are examined. */
const SAMPLE = 200_000;

/** Whether at most two characters, or one in fifty, are control characters or were not decoded. */
function isReadable(text: string): boolean {
  const sample = text.slice(0, SAMPLE);
  const strange = sample.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f\u0080-\u009f\ufffd]/g)?.length ?? 0;
  return strange <= Math.max(2, sample.length / 50);
}
