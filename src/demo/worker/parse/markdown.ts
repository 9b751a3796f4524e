/** @file Parses Markdown by converting it to HTML. Front matter is removed where it is YAML with names and values. */
import { marked } from 'marked';
import type { Parser } from './parser';
import { blocksOfHtml } from './html';
import { paragraphs } from './plain';
import { readText } from './read-text';

export const parseMarkdown: Parser = async (file) => ({ blocks: await blocksOfMarkdown(await readText(file)) });

export async function blocksOfMarkdown(source: string): Promise<ReturnType<typeof blocksOfHtml>> {
  const text = await withoutFrontMatter(source);
  if (text.split(/\n[^\S\n]*\n/).some(({ length }) => length > MAX_PARAGRAPH)) return paragraphs(text);
  return blocksOfHtml(await marked.parse(text, { gfm: true }));
}

/** The time of marked grows faster than a paragraph; a longer one is no Markdown that a person wrote. */
const MAX_PARAGRAPH = 50_000;

const FENCE = /^---[^\S\n]*$/;

/** Between two fences may also be text between two rules, which is kept. */
async function withoutFrontMatter(source: string): Promise<string> {
  const lines = source.split('\n', 400);
  const end = FENCE.test(lines[0] ?? '')
    ? lines.findIndex((line, at) => at > 0 && /^(?:---|\.\.\.)[^\S\n]*$/.test(line))
    : -1;
  if (end <= 0) return source;
  const { parse } = await import('yaml');
  try {
    const value: unknown = parse(lines.slice(1, end).join('\n'), { maxAliasCount: 100 });
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return source;
  } catch {
    return source;
  }
  return source.slice(lines.slice(0, end + 1).join('\n').length + 1);
}
