/** @file Parses Markdown by converting it to HTML. Front matter is removed. */
import { marked } from 'marked';
import type { Parser } from './parser';
import { blocksOfHtml } from './html';
import { readText } from './read-text';

export const parseMarkdown: Parser = async (file) => {
  const text = (await readText(file)).replace(/^---\n[\s\S]*?\n---\n/, '');
  return { blocks: blocksOfHtml(await marked.parse(text, { gfm: true })) };
};
