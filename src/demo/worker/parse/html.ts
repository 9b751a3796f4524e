/**
 * @file Parses HTML into headings, paragraphs, table rows and preformatted text. Markdown, Word and others use it too.
 */
import type { Block, Parser } from './parser';
import { type HtmlEvents, readHtml } from './html-events';
import { HtmlTables } from './html-table';
import { readText } from './read-text';

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));
const SKIPPED = words(
  'script style noscript template head iframe select button nav datalist annotation annotation-xml metadata desc rp',
);
/** Elements that start and end a line by HTML's own style sheet; all others are part of a sentence. */
const BLOCKS = words(
  'address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer ' +
    'form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu ol p plaintext pre search section ' +
    'summary table tbody tfoot thead tr ul xmp',
);
/** In a table's cell these part no row; the others show that the table is used for the layout of a page. */
const WITHIN_CELL = words('p div ul ol li dl dt dd center address figure figcaption');
const VOID = words('area base br col embed hr img input link meta source track wbr');
const HEADING = /^h[1-6]$/;
/** What generators of documentation put behind headings. */
const LINK_TO_ITSELF = / ?[¶🔗]$/u;
/** A cell with more text than this contains a part of the page. */
const MAX_CELL = 1000;

/** A page without a heading of the first level has its title in its place. */
export const parseHtml: Parser = async (file) => {
  const html = await readText(file, { isMarkup: true });
  const blocks = blocksOfHtml(html);
  const title = blocks.some(({ kind, level }) => kind === 'heading' && level === 1) ? '' : titleOf(html);
  return { blocks: title === '' ? blocks : [{ kind: 'heading', text: title, level: 1 }, ...blocks] };
};

function titleOf(html: string): string {
  const source = /<title\b[^<>]{0,200}>([^<]{1,500})<\/title/i.exec(html.slice(0, 50_000))?.[1] ?? '';
  return blocksOfHtml(`<p>${source}`)[0]?.text ?? '';
}

/** Blocks in reading order; white space is collapsed except in `pre`. */
export function blocksOfHtml(html: string): Block[] {
  const blocks: Block[] = [];
  readHtml(html, blockReader(blocks));
  return blocks;
}

/** Keeps how the characters of a ruby are read, and adds it behind all of them, so that words stay whole. */
function readingsOf(add: (text: string) => void) {
  let [reading, isRuby, isReading] = ['', false, false];
  return {
    onopentag(name: string): void {
      if (name === 'ruby') isRuby = true;
      if (name === 'rt') isReading = isRuby;
    },
    /** Whether the text is a reading. */
    ontext(text: string): boolean {
      if (isReading) reading += text.trim();
      return isReading;
    },
    onclosetag(name: string): void {
      if (name === 'rt' || name === 'ruby') isReading = false;
      if (name !== 'ruby') return;
      if (reading !== '') add(` (${reading}) `);
      [reading, isRuby] = ['', false];
    },
  };
}

function blockReader(blocks: Block[]): HtmlEvents {
  const tables = new HtmlTables(blocks);
  let pieces: string[] = [];
  let [skipping, pre, cells, cellLength] = [0, 0, 0, 0];
  let [level, hasText]: [number | undefined, boolean] = [undefined, false];
  const ruby = readingsOf(add);

  function add(text: string): void {
    if (text === '') return;
    pieces.push(text);
    tables.ontext(text);
    hasText ||= /\S/.test(text);
    if (cells > 0) cellLength += text.length;
  }
  function flush(): void {
    const text = pieces.join('');
    pieces = [];
    hasText = false;
    const block = blockOf(text, pre > 0, level);
    if (block.text !== '') blocks.push(block);
  }
  function breakAt(name: string): void {
    const isRow = cells > 0 && WITHIN_CELL.has(name) && cellLength < MAX_CELL;
    if (isRow) add(' ');
    else if (BLOCKS.has(name)) flush();
  }

  return {
    onopentag(name, attributes) {
      if (isHidden(name, attributes) || (skipping > 0 && !VOID.has(name))) skipping += 1;
      if (skipping > 0) return;
      if (name === 'br') add(pre > 0 ? '\n' : ' ');
      else if (name === 'img' && attributes['alt'] !== undefined) add(` ${attributes['alt']} `);
      else if (name === 'td' || name === 'th') {
        if (hasText) pieces.push(' · ');
        cells += 1;
        cellLength = 0;
      } else breakAt(name);
      ruby.onopentag(name);
      tables.onopentag(name, attributes);
      if (name === 'pre') pre += 1;
      if (HEADING.test(name)) level = Number(name[1]);
    },
    ontext(text) {
      if (skipping === 0 && !ruby.ontext(text)) add(text);
    },
    onclosetag(name) {
      if (skipping > 0) {
        if (!VOID.has(name)) skipping -= 1;
        return;
      }
      ruby.onclosetag(name);
      if (name === 'td' || name === 'th') cells = Math.max(0, cells - 1);
      else breakAt(name);
      tables.onclosetag(name);
      if (name === 'pre') pre = Math.max(0, pre - 1);
      if (HEADING.test(name)) level = undefined;
    },
  };
}

function isHidden(name: string, { hidden }: Readonly<Record<string, string>>): boolean {
  return SKIPPED.has(name) || (hidden !== undefined && hidden !== 'until-found' && !VOID.has(name));
}

function blockOf(text: string, isPreformatted: boolean, level: number | undefined): Block {
  const clean = isPreformatted ? text.replace(/^\n+/, '').trimEnd() : text.replace(/\s+/g, ' ').trim();
  if (level !== undefined) return { kind: 'heading', text: clean.replace(LINK_TO_ITSELF, ''), level };
  return { kind: isPreformatted ? 'code' : 'text', text: clean };
}
