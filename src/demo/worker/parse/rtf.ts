/**
 * @file Parses rich text (.rtf, RTF 1.9.1) into paragraphs. The libraries for RTF draw pages or need Node, so control
 * words are read here: those that end lines, change the characters, or start what is no text.
 */
import { append } from './append';
import { decodeAs } from './decode-as';
import { labelOf } from './encoding';
import { clean } from './package';
import { type Block, type Parser, UnreadableFileError } from './parser';
import { CODE_PAGES, MULTI_BYTE, encodingOfPage, lengthAt } from './rtf-code-pages';
import { RtfTable } from './rtf-table';

export const parseRtf: Parser = async (file) => {
  const blocks = blocksOfRtf(charactersOf(new Uint8Array(await file.arrayBuffer())));
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
const BREAKS = new Set('par sect page row line'.split(' '));
/** Groups with texts that would cut the sentence that they stand in. */
const APART: Readonly<Record<string, string>> = {
  footnote: 'Note',
  annotation: 'Comment',
  header: 'Header',
  headerl: 'Header',
  headerr: 'Header',
  headerf: 'Header',
  footer: 'Footer',
  footerl: 'Footer',
  footerr: 'Footer',
  footerf: 'Footer',
};
/** The code pages of the control words that stand before `ansicpg`, which overrules them. */
const CHARACTER_SETS: Readonly<Record<string, number>> = { mac: 10000, pc: 437, pca: 850 };
const SYMBOLS: Readonly<Record<string, string>> = {
  tab: ' ',
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

type Group = {
  readonly skip: boolean;
  readonly unicodeSkip: number;
  readonly level: number | undefined;
  readonly font: number | undefined;
  readonly isInTable: boolean;
};
/** A text that goes on when the group at this depth ends. */
type Outer = { readonly depth: number; readonly text: string[]; readonly label: string };
type Token = readonly (string | undefined)[];

/** One character, from 0 to 255, for each byte. */
function charactersOf(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) pieces.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return pieces.join('');
}

function blocksOfRtf(source: string): Block[] {
  const reader = new RtfReader();
  for (const token of source.matchAll(TOKEN)) reader.read(token);
  reader.end();
  return reader.blocks;
}

class RtfReader {
  readonly blocks: Block[] = [];
  readonly #groups: Group[] = [];
  #group: Group = { skip: false, unicodeSkip: 1, level: undefined, font: undefined, isInTable: false };
  readonly #outer: Outer[] = [];
  #notes: Block[] = [];
  readonly #table = new RtfTable();
  readonly #codePages = new Map<number, string>();
  #codePage = 'windows-1252';
  #text: string[] = [];
  #bytes: number[] = [];
  /** How many of the bytes are whole characters for certain. */
  #whole = 0;
  /** How many characters stand for the Unicode character before them, for readers that know none. */
  #toSkip = 0;

  /** @throws UnreadableFileError that names the code page of letters if no browser decodes it */
  read([, hex, word, value, symbol, brace, plain]: Token): void {
    if (hex !== undefined) this.#addByte(Number.parseInt(hex, 16));
    else if (word !== undefined) this.#control(word, value === undefined ? undefined : Number(value));
    else if (symbol !== undefined) this.#addSymbol(symbol);
    else if (brace !== undefined) this.#enterOrLeave(brace);
    else if (plain !== undefined) for (const [run] of plain.matchAll(/[\0-\x7f]+|[^\0-\x7f]/g)) this.#addPlain(run);
  }

  /** Adds letters of ASCII, or one byte of another letter that is not escaped. */
  #addPlain(run: string): void {
    if (run.charCodeAt(0) > 0x7f) return this.#addByte(run.charCodeAt(0));
    const skipped = Math.min(this.#toSkip, run.length);
    this.#toSkip -= skipped;
    const taken = skipped === 0 && this.#isCut() ? 1 : 0;
    if (taken > 0) this.#addByte(run.charCodeAt(0));
    if (run.length > skipped + taken) this.#add(run.slice(skipped + taken));
  }

  /** Ends what an unfinished file leaves open. */
  end(): void {
    while (this.#outer.length > 0) this.#endApart();
    this.endParagraph();
  }

  endParagraph(): void {
    const { level } = this.#group;
    const text = this.#takeText();
    const outer = this.#outer.at(-1);
    if (outer !== undefined) {
      if (text !== '') this.#notes.push({ kind: 'text', text: `${outer.label}: ${text}` });
      return;
    }
    append(this.blocks, this.#table.end());
    if (text !== '') this.blocks.push(level === undefined ? { kind: 'text', text } : { kind: 'heading', text, level });
    append(this.blocks, this.#notes);
    this.#notes = [];
  }

  #takeText(): string {
    this.#endBytes();
    const text = clean(this.#text.join('')).replace(/(?: ·){1,100}$/, '');
    this.#text = [];
    return text;
  }

  /** Notes of a table follow it. */
  #endCell(): void {
    if (this.#outer.length > 0) this.#add(' · ');
    else this.#table.addCell(this.#takeText());
  }

  #endRow(): void {
    const text = this.#takeText();
    if (text !== '') this.#table.addCell(text);
    this.#table.endRow();
  }

  #control(word: string, value: number | undefined): void {
    if (SKIPPED.has(word)) this.#set({ skip: true });
    else if (Object.hasOwn(CHARACTER_SETS, word)) this.#codePage = encodingOfPage(CHARACTER_SETS[word]!);
    else if (word === 'ansicpg') this.#codePage = encodingOfPage(value ?? 0);
    else if (word === 'uc') this.#set({ unicodeSkip: value ?? 1 });
    else if (word === 'pard') this.#set({ level: undefined, isInTable: false });
    else if (word === 'intbl') this.#set({ isInTable: true });
    else if (word === 'trowd') this.#table.startFormats();
    else if (word === 'trhdr') this.#table.markAsHeader();
    else if (word === 'cell' && !this.#group.skip) this.#endCell();
    else if (word === 'row' && this.#outer.length === 0 && !this.#group.skip) this.#endRow();
    else if (word === 'f') this.#setFont(value);
    else if (word === 'fcharset') this.#codePages.set(this.#group.font ?? 0, this.#pageOfCharset(value ?? 0));
    else if (Object.hasOwn(APART, word)) this.#startApart(APART[word]!);
    else if (word === 'outlinelevel' && value !== undefined && value < 9) this.#set({ level: Math.min(6, value + 1) });
    else if (word === 'u' && value !== undefined) {
      this.#add(String.fromCharCode(value < 0 ? value + 65_536 : value));
      this.#toSkip = this.#group.unicodeSkip;
    } else if (Object.hasOwn(SYMBOLS, word) && this.#toSkip > 0) this.#toSkip -= 1;
    else if (!BREAKS.has(word)) this.#add(Object.hasOwn(SYMBOLS, word) ? SYMBOLS[word]! : '');
    else if (this.#group.isInTable && word !== 'row') this.#add(' ');
    else if (!this.#group.skip) this.endParagraph();
  }

  /** Many writers name the character set 0, which is Western, for fonts whose letters are in the document's page. */
  #pageOfCharset(charset: number): string {
    return charset === 0 && MULTI_BYTE.has(this.#codePage) ? 'windows-1252' : (CODE_PAGES[charset] ?? '');
  }

  #addSymbol(symbol: string): void {
    if ('\\{}'.includes(symbol) && this.#isCut()) this.#addByte(symbol.charCodeAt(0));
    else if (symbol !== '*' && this.#toSkip > 0) this.#toSkip -= 1;
    else if (symbol === '*') this.#set({ skip: true });
    else if (symbol === '\n' || symbol === '\r') this.#control('par', undefined);
    else this.#add('\\{}'.includes(symbol) ? symbol : (SYMBOLS[symbol] ?? ''));
  }

  #addByte(byte: number): void {
    if (this.#toSkip > 0) this.#toSkip -= 1;
    else if (!this.#group.skip) this.#bytes.push(byte);
  }

  #enterOrLeave(brace: string): void {
    this.#endBytes();
    this.#toSkip = 0;
    if (brace === '{') this.#groups.push(this.#group);
    else {
      if (this.#outer.at(-1)?.depth === this.#groups.length) this.#endApart();
      this.#group = this.#groups.pop() ?? this.#group;
    }
  }

  /** Comments stand in groups that older readers skip. */
  #startApart(label: string): void {
    this.#endBytes();
    this.#set({ skip: false });
    this.#outer.push({ depth: this.#groups.length, text: this.#text, label });
    this.#text = [];
  }

  #endApart(): void {
    this.endParagraph();
    this.#text = this.#outer.pop()?.text ?? [];
  }

  #setFont(font: number | undefined): void {
    this.#endBytes();
    this.#set({ font });
  }

  #add(piece: string): void {
    this.#endBytes();
    if (!this.#group.skip) this.#text.push(piece);
  }

  #endBytes(): void {
    if (this.#bytes.length === 0) return;
    const encoding = this.#encoding();
    if (labelOf(encoding) !== undefined) this.#text.push(decodeAs(encoding, Uint8Array.from(this.#bytes)));
    else if (this.#bytes.every((byte) => byte < 0x80)) this.#text.push(String.fromCharCode(...this.#bytes));
    else throw new UnreadableFileError(`Its letters are in the code page ${encoding}, which cannot be read`);
    this.#bytes = [];
    this.#whole = 0;
  }

  /** Whether the last character lacks its second byte, which files write as a letter where it is one. */
  #isCut(): boolean {
    if (this.#bytes.length === this.#whole) return false;
    const encoding = this.#encoding();
    if (!MULTI_BYTE.has(encoding)) return false;
    let next = this.#whole;
    while (next < this.#bytes.length) {
      this.#whole = next;
      next += lengthAt(encoding, this.#bytes, next);
    }
    if (next > this.#bytes.length) return true;
    this.#whole = next;
    return false;
  }

  /** The encoding of the bytes at this place, or the name of one that no browser decodes. */
  #encoding(): string {
    return labelOf(this.#codePages.get(this.#group.font ?? -1) ?? '') ?? this.#codePage;
  }

  #set(change: Partial<Group>): void {
    this.#group = { ...this.#group, ...change };
  }
}
