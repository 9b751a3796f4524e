/**
 * @file Parses HTML into headings, paragraphs and preformatted text, without a DOM, since it runs in a worker. Markdown
 * and Word use it too.
 */
import { Parser as HtmlReader } from 'htmlparser2';
import type { Block, Parser } from './parser';
import { readText } from './read-text';

const SKIPPED = new Set('script style noscript template svg math head iframe object select button nav'.split(' '));
const INLINE = new Set(
  'a abbr b bdi bdo cite code data del dfn em font i img ins kbd label mark q s samp small span strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);
const HEADING = /^h[1-6]$/;

export const parseHtml: Parser = async (file) => ({ blocks: blocksOfHtml(await readText(file)) });

/** Blocks in reading order; white space is collapsed except in `pre`. */
export function blocksOfHtml(html: string): Block[] {
  const blocks: Block[] = [];
  let text = '';
  let skipping = 0;
  let pre = 0;
  let level: number | undefined;

  function flush(): void {
    const clean = pre > 0 ? text.replace(/^\n+|\s+$/g, '') : text.replace(/\s+/g, ' ').trim();
    text = '';
    if (clean === '') return;
    if (level !== undefined) blocks.push({ kind: 'heading', text: clean, level });
    else blocks.push({ kind: pre > 0 ? 'code' : 'text', text: clean });
  }

  const reader = new HtmlReader(
    {
      onopentag(name) {
        if (SKIPPED.has(name)) skipping += 1;
        if (name === 'br') text += pre > 0 ? '\n' : ' ';
        else if (name === 'td' || name === 'th') text += text.trim() === '' ? '' : ' · ';
        else if (!INLINE.has(name)) flush();
        if (name === 'pre') pre += 1;
        if (HEADING.test(name)) level = Number(name[1]);
      },
      ontext(piece) {
        if (skipping === 0) text += piece;
      },
      onclosetag(name) {
        if (SKIPPED.has(name)) skipping = Math.max(0, skipping - 1);
        if (!INLINE.has(name) && name !== 'br' && name !== 'td' && name !== 'th') flush();
        if (name === 'pre') pre = Math.max(0, pre - 1);
        if (HEADING.test(name)) level = undefined;
      },
    },
    { decodeEntities: true },
  );
  reader.end(html);
  flush();
  return blocks;
}
