/**
 * @file Parses Markdown by converting it to HTML. Front matter is read where it is YAML with names and values: its
 * title is a heading, and its other texts are a paragraph.
 */
import { Marked } from 'marked';
import type { Block, Parser } from './parser';
import { frontMatterOf } from './front-matter';
import { blocksOfHtml } from './html';
import { paragraphs } from './plain';
import { readText } from './read-text';

export const parseMarkdown: Parser = async (file) => ({ blocks: await blocksOfMarkdown(await readText(file)) });

export async function blocksOfMarkdown(source: string): Promise<Block[]> {
  const front = await frontMatterOf(source);
  const text = front === undefined ? source : source.slice(front.end);
  return [...(front?.blocks ?? []), ...(await bodyOf(text))];
}

async function bodyOf(text: string): Promise<Block[]> {
  const parts = text.split(/\n[^\S\n]*\n/);
  if (parts.length > MAX_PARAGRAPHS || parts.some(({ length }) => length > MAX_PARAGRAPH)) return paragraphs(text);
  return blocksOfHtml(await reader.parse(text, { gfm: true }));
}

/** Markdown keeps HTML as it is; `List<Invoice>` is none, and its words would be lost with the tag. */
const reader = new Marked({
  renderer: {
    html({ text }) {
      const [, name = ''] = /^<\/?([a-zA-Z][\w-]*)/.exec(text) ?? [];
      const isElement = name === '' || name.includes('-') || ELEMENTS.has(name.toLowerCase());
      return isElement ? text : text.replaceAll('<', '&lt;');
    },
  },
});

const ELEMENTS = new Set(
  (
    'a abbr acronym address area article aside audio b base bdi bdo big blockquote body br button canvas caption center cite code col ' +
    'colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame frameset ' +
    'h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map mark math menu meta meter ' +
    'nav noscript object ol optgroup option output p param picture pre progress q rb rp rt rtc ruby s samp script search section select ' +
    'slot small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track ' +
    'tt u ul var video wbr'
  ).split(' '),
);

/** The time of marked grows faster than a paragraph; a longer one is no Markdown that a person wrote. */
const MAX_PARAGRAPH = 50_000;
const MAX_PARAGRAPHS = 100_000;
