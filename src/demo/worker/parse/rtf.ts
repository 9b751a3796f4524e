/**
 * @file Parses rich text (.rtf, RTF 1.9.1) into paragraphs. The libraries for RTF draw pages or need Node, so control
 * words are read here: those that end lines, change the characters, or start what is no text.
 */
import { labelOf } from './encoding';
import { clean } from './package';
import { type Block, type Parser, UnreadableFileError } from './parser';

export const parseRtf: Parser = async (file) => {
  const blocks = blocksOfRtf(new TextDecoder('latin1').decode(await file.arrayBuffer()));
  if (blocks.length === 0) throw new UnreadableFileError('It contains no text');
  return { blocks };
};

/** Groups that contain no text of the document. */
const SKIPPED = new Set(
  (
    'fonttbl colortbl stylesheet info pict object themedata colorschememapping latentstyles datastore listtable ' +
    'listoverridetable rsidtbl generator xmlnstbl filetbl revtbl fldinst bkmkstart bkmkend nonshppict'
  ).split(' '),
);
const BREAKS = new Set('par sect page row line footnote annotation header footer headerf footerf'.split(' '));
const SYMBOLS: Readonly<Record<string, string>> = {
  tab: ' ',
  cell: ' · ',
  emdash: '—',
  endash: '–',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  '~': ' ',
  _: '-',
};
const TOKEN = /\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,40})(-?\d{1,10})? ?|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)/g;

type Group = { skip: boolean; unicodeSkip: number; level: number | undefined };

function blocksOfRtf(source: string): Block[] {
  const blocks: Block[] = [];
  const groups: Group[] = [];
  let group: Group = { skip: false, unicodeSkip: 1, level: undefined };
  let decoder = new TextDecoder('windows-1252');
  let text: string[] = [];
  let bytes: number[] = [];
  let toSkip = 0;
  const endBytes = (): void => {
    if (bytes.length > 0) text.push(decoder.decode(Uint8Array.from(bytes)));
    bytes = [];
  };
  const endParagraph = (): void => {
    endBytes();
    const plain = clean(text.join('')).replace(/(?: ·)+$/, '');
    text = [];
    if (plain === '') return;
    blocks.push(
      group.level === undefined ? { kind: 'text', text: plain } : { kind: 'heading', text: plain, level: group.level },
    );
  };
  const add = (piece: string): void => {
    endBytes();
    if (!group.skip) text.push(piece);
  };
  function control(word: string, value: number | undefined): void {
    if (word === '*' || SKIPPED.has(word)) group.skip = true;
    else if (word === 'ansicpg')
      decoder = new TextDecoder(labelOf(`windows-${value}`) ?? labelOf(`cp${value}`) ?? 'windows-1252');
    else if (word === 'uc') group.unicodeSkip = value ?? 1;
    else if (word === 'pard') group.level = undefined;
    else if (word === 'outlinelevel' && value !== undefined && value < 9) group.level = Math.min(6, value + 1);
    else if (word === 'u' && value !== undefined) {
      add(String.fromCharCode(value < 0 ? value + 65_536 : value));
      toSkip = group.unicodeSkip;
    } else if (BREAKS.has(word)) {
      if (!group.skip) endParagraph();
    } else if (SYMBOLS[word] !== undefined) add(SYMBOLS[word]);
  }
  for (const [, hex, word, value, symbol, brace, plain] of source.matchAll(TOKEN)) {
    if (hex !== undefined) {
      if (toSkip > 0) toSkip -= 1;
      else if (!group.skip) bytes.push(Number.parseInt(hex, 16));
    } else if (word !== undefined) control(word, value === undefined ? undefined : Number(value));
    else if (symbol !== undefined) {
      if (symbol === '*') group.skip = true;
      else if ('\\{}'.includes(symbol)) add(symbol);
      else if (symbol === '\n' || symbol === '\r') control('par', undefined);
      else control(symbol, undefined);
    } else if (brace === '{') {
      endBytes();
      groups.push(group);
      group = { ...group };
    } else if (brace === '}') {
      endBytes();
      group = groups.pop() ?? group;
    } else if (plain !== undefined) {
      add(plain.slice(toSkip));
      toSkip = Math.max(0, toSkip - plain.length);
    }
  }
  endParagraph();
  return blocks;
}
