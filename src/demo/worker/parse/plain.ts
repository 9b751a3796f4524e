/** @file Parses plain text into paragraphs, which blank lines separate. */
import type { Block, Parser } from './parser';
import { readText } from './read-text';

export const parsePlain: Parser = async (file) => ({ blocks: paragraphs(await readText(file)) });

function paragraphs(text: string): Block[] {
  return text
    .split(/\n(?:[^\S\n]*\n)+/)
    .map((paragraph) => paragraph.replace(/\s*\n\s*/g, ' ').trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => ({ kind: 'text', text: paragraph }));
}
