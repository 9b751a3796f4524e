/** @file Reads files and cuts them into passages as the library does, without storing them. */
import type { Hit, Incoming } from '../shared/library-data';
import { readFile } from './read-file';

export async function chunkFiles(files: readonly Incoming[]): Promise<Hit[]> {
  const context = { signal: new AbortController().signal, onProgress: () => undefined };
  const hits: Hit[] = [];
  for (const file of files) {
    const read = await readFile(file, undefined, context);
    if (typeof read === 'string') continue;
    const { id: document, name, kind } = read.record;
    const { text, chunks } = read.content;
    hits.push(
      ...chunks.map((span, index) => {
        const facts = { id: `${document}#${index}`, document, name, kind, score: 0 };
        return { ...span, ...facts, text: text.slice(span.start, span.end) };
      }),
    );
  }
  return hits;
}
