import { describe, expect, it } from 'vitest';
import { chunkDocument } from '../../../../src/demo/worker/chunk';
import { orderPage } from '../../../../src/demo/worker/parse/pdf-columns';
import { linesOf, usualSize } from '../../../../src/demo/worker/parse/pdf-lines';
import { blocksOfLines } from '../../../../src/demo/worker/parse/pdf-paragraphs';
import { lacksLigatures, withLigatures, withT1Ligatures } from '../../../../src/demo/worker/parse/pdf-ligatures';
import { outlineKey } from '../../../../src/demo/worker/parse/pdf-outline';
import { runningLines } from '../../../../src/demo/worker/parse/pdf-running';

type Item = Parameters<typeof linesOf>[0][number];
type Place = { readonly x?: number; readonly y: number; readonly size?: number; readonly angle?: number };

const item = (str: string, { x = 60, y, size = 11, angle = 0 }: Place): Item => {
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180) * size, Math.sin((angle * Math.PI) / 180) * size];
  const transform = [cos, sin, -sin, cos, x, y];
  return { str, dir: 'ltr', transform, width: str.length * size * 0.5, height: size, fontName: 'f', hasEOL: false };
};
const read = (items: readonly Item[], body = 11) => {
  const lines = linesOf([...items]);
  const ordered = orderPage(lines).lines;
  const setup = { body, page: 1, running: new Set<never>(), outlineLevel: () => undefined };
  return blocksOfLines(ordered, setup).map(({ kind, text }) => [kind, text]);
};
const rows = (texts: readonly string[], place: Place & { readonly step?: number }) =>
  texts.map((text, at) => item(text, { ...place, y: place.y - at * (place.step ?? 14) }));

describe('blocksOfLines()', () => {
  it.each(['-', '\u00ad', '\u2010'])('removes the hyphen %j at the end of a line', (hyphen) => {
    expect(read(rows([`a tele${hyphen}`, 'graph here'], { y: 700 }))).toEqual([['text', 'a telegraph here']]);
  });

  it.each([
    ['HAR\u00ad', 'BOUR', 'HARBOUR'],
    ['HAR-', 'BOUR WALL', 'HARBOUR WALL'],
    ['the Anglo-', 'American fleet', 'the Anglo- American fleet'],
  ])('joins %j and %j', (above, below, expected) => {
    expect(read(rows([above, below], { y: 700 }))).toEqual([['text', expected]]);
  });

  it('measures the leading of the page', () => {
    const texts = ['The first line of a', 'paragraph that is set', 'on wide leading.'];
    expect(read(rows(texts, { y: 700, step: 24 }))).toEqual([['text', texts.join(' ')]]);
  });

  it('joins a drop cap to its word', () => {
    const items = [
      item('O', { y: 672, size: 36 }),
      ...rows(['nce upon a time', 'there was a ship.'], { x: 90, y: 700 }),
    ];
    expect(read(items)).toEqual([['text', 'Once upon a time there was a ship.']]);
  });

  it('keeps a line with one large letter in its passage', () => {
    const items = [
      ...rows(['Before it.'], { y: 714 }),
      item('A', { y: 700, size: 16 }),
      item(' word that stays', { x: 68, y: 700 }),
      ...rows(['in the text.'], { y: 686 }),
    ];
    expect(read(items)).toEqual([['text', 'Before it. A word that stays in the text.']]);
  });

  it('reads the lines of a turned page', () => {
    const items = [
      item('The first line', { x: 100, y: 60, angle: 90 }),
      item('goes on.', { x: 114, y: 60, angle: 90 }),
    ];
    expect(read(items)).toEqual([['text', 'The first line goes on.']]);
    const [line] = linesOf(items);
    expect(line?.angle).toBe(90);
    expect(line?.box.map(Math.round)).toEqual([89, 60, 11, 77]);
  });

  it('reads bold letters that are drawn twice once', () => {
    const items = [item('Important notice', { y: 700 }), item('Important notice', { x: 60.4, y: 700 })];
    expect(read(items)).toEqual([['text', 'Important notice']]);
  });

  it('keeps long headings, and contents pages out of the index', () => {
    const long = 'A heading of many words '.repeat(6).trim();
    expect(read([item(long, { y: 700, size: 16 }), item('Text.', { y: 660 })])).toEqual([
      ['heading', long],
      ['text', 'Text.'],
    ]);
    const setup = { body: 11, page: 1, running: new Set<never>(), outlineLevel: () => undefined };
    const [entry] = blocksOfLines(linesOf([item('Safety ........ 12', { y: 700 })]), setup);
    expect(entry?.isUnindexed).toBe(true);
  });

  it.each(['Safety . . . . . . 12', 'Safety ······ iv', 'Safety ………… A-3', 'Safety .  .  .  .  . 2.14'])(
    'keeps the entry %j of a contents page out of the index',
    (text) => {
      const setup = { body: 11, page: 1, running: new Set<never>(), outlineLevel: () => undefined };
      expect(blocksOfLines(linesOf([item(text, { y: 700 })]), setup)[0]?.isUnindexed).toBe(true);
    },
  );

  it('makes bold lines that stand alone headings, and no bold words, sentences or rows', () => {
    const bold = (text: string, place: Place) => ({ ...item(text, place), fontName: 'bold' });
    const items = [
      bold('2.1 Care of the mast', { y: 720 }),
      item('Oil it in spring and keep the rain out of it.', { y: 700 }),
      bold('Warning', { y: 686 }),
      item(' of rain is given by radio on most days.', { x: 110, y: 686 }),
      bold('Never climb it alone.', { y: 650 }),
      item('It may break.', { y: 636 }),
      bold('Name', { y: 600 }),
      bold('Price', { x: 200, y: 600 }),
      item('Oil', { y: 586 }),
      item('3', { x: 200, y: 586 }),
    ];
    const setup = {
      body: 11,
      page: 1,
      running: new Set<never>(),
      outlineLevel: () => undefined,
      hasBoldHeadings: true,
    };
    const found = blocksOfLines(linesOf(items, new Set(['bold'])), setup);
    expect(found.filter(({ kind }) => kind === 'heading').map(({ text, level }) => [text, level])).toEqual([
      ['2.1 Care of the mast', 4],
    ]);
  });

  it('does not put the largest line of a title page above the whole document', () => {
    const setup = { body: 11, page: 1, running: new Set<never>(), outlineLevel: () => undefined, titleSize: 29 };
    const lines = linesOf([item('Second edition', { y: 700, size: 30 }), item('Pump manual', { y: 650, size: 20 })]);
    expect(blocksOfLines(lines, setup).map(({ text, level }) => [text, level])).toEqual([
      ['Second edition', 6],
      ['Pump manual', 1],
    ]);
  });

  it('keeps a title above a smaller subtitle as a passage of its own', () => {
    const items = [
      item('Harbour plan', { y: 740, size: 30 }),
      item('Moorings and lights', { y: 700, size: 20 }),
      ...rows(['Boats lie along the eastern wall,', 'and the lamp burns all night.'], { y: 660 }),
    ];
    const setup = { body: 11, page: 1, running: new Set<never>(), outlineLevel: () => undefined };
    const { text, chunks } = chunkDocument('a', blocksOfLines(linesOf(items), setup));
    expect(chunks.map(({ start, end, heading }) => [heading, text.slice(start, end)])).toEqual([
      ['', 'Harbour plan'],
      ['Moorings and lights', 'Boats lie along the eastern wall, and the lamp burns all night.'],
    ]);
  });

  it('takes the levels of headings from the outline first', () => {
    const setup = {
      body: 11,
      page: 1,
      running: new Set<never>(),
      outlineLevel: (text: string) => (text === 'Safety' ? 3 : undefined),
    };
    const lines = linesOf([...rows(['Before.', 'Safety', 'After.'], { y: 700 })]);
    expect(blocksOfLines(lines, setup).map(({ kind, level }) => [kind, level])).toEqual([
      ['text', undefined],
      ['heading', 3],
      ['text', undefined],
    ]);
  });
});

describe('orderPage()', () => {
  it('reads columns that are drawn row by row one after the other', () => {
    const items = Array.from({ length: 8 }, (_, at) => [
      item(`left column, its line ${at}`, { x: 60, y: 700 - at * 14 }),
      item(`right column, its line ${at}`, { x: 320, y: 700 - at * 14 }),
    ]).flat();
    const [[, text] = []] = read(items);
    expect(text).toMatch(/^left column, its line 0 left column, its line 1 .*line 7$/);
    expect(read(items).map(([, one]) => one)).toHaveLength(2);
  });

  it('reads three columns one after the other', () => {
    const items = Array.from({ length: 8 }, (_, at) =>
      ['one', 'two', 'six'].map((name, column) =>
        item(`column ${name}, its line ${at}`, { x: 40 + column * 180, y: 700 - at * 14 }),
      ),
    ).flat();
    expect(read(items).map(([, text = '']) => /^column (\w+).* column \1, its line 7$/.exec(text)?.[1])).toEqual([
      'one',
      'two',
      'six',
    ]);
  });

  it('keeps the cells of a table together', () => {
    const items = Array.from({ length: 8 }, (_, at) => [
      item(`Bolt ${at}`, { x: 60, y: 700 - at * 14 }),
      item(`box ${at}`, { x: 320, y: 700 - at * 14 }),
    ]).flat();
    expect(read(items)[0]?.[1]).toMatch(/^Bolt 0 box 0 Bolt 1 box 1/);
  });

  it('takes line numbers in the margin out of the text', () => {
    const items = Array.from({ length: 6 }, (_, at) => [
      item(String(at + 1).padStart(2, ' '), { x: 30, y: 700 - at * 14 }),
      item(`the words of line ${'abcdef'[at]}`, { x: 70, y: 700 - at * 14 }),
    ]).flat();
    expect(read(items)[0]?.[1]).toMatch(/^the words of line a the words of line b/);
    expect(orderPage(linesOf(items)).marginal).toHaveLength(6);
  });
});

describe('runningLines()', () => {
  it('finds heads and feet that repeat except for their numbers', () => {
    const pages = Array.from({ length: 5 }, (_, at) =>
      linesOf([
        item('Manual of the pump', { y: 800 }),
        ...rows([`Body ${'abcde'[at]} one`, `Body ${'abcde'[at]} two`, `Body ${'abcde'[at]} three`], { y: 700 }),
        item(`Page ${at + 1} of 5`, { y: 40 }),
      ]),
    );
    expect([...runningLines(pages)].map(({ text }) => text).filter((text) => text.startsWith('Body'))).toEqual([]);
    expect(runningLines(pages).size).toBe(10);
  });

  it('finds the head of one chapter of a long book, and no large title that repeats', () => {
    const pages = Array.from({ length: 60 }, (_, at) =>
      linesOf([
        item(at < 4 ? 'The pump' : `Chapter ${'abcdefgh'[at % 8]}${'ijklmnop'[at >> 3]}`, { y: 800 }),
        item(at < 4 ? 'Agenda' : `${'qrstuvwx'[at % 8]}${'yzabcdef'[at >> 3]} title`, { y: 770, size: 24 }),
        ...rows([`Body ${'abcdefgh'[at % 8]}${'yzabcdef'[at >> 3]} text`], { y: 700 }),
      ]),
    );
    expect([...new Set([...runningLines(pages, 11)].map(({ text }) => text))]).toEqual(['The pump']);
  });
});

describe('usualSize()', () => {
  it('is the size of most characters', () => {
    expect(
      usualSize([
        { text: 'A', size: 36 },
        { text: 'many words', size: 11 },
      ]),
    ).toBe(11);
  });
});

describe('withLigatures()', () => {
  const glyphs = (drawn: readonly (string | number)[]) => {
    const names: Readonly<Record<string, string>> = { '\u000c': 'fi', '\u000d': 'fl' };
    let isParted = true;
    return drawn.flatMap((each) => {
      if (typeof each === 'number' || each === ' ') {
        isParted = true;
        return [];
      }
      const glyph = { text: names[each] ?? each, isLigature: each in names, isParted, run: 1 };
      isParted = false;
      return [glyph];
    });
  };
  const letters = (word: string): (string | number)[] => word.split('');
  const texts = (items: readonly Item[], drawn: readonly (string | number)[]) =>
    withLigatures([...items], glyphs(drawn)).map((one) => ('str' in one ? one.str : ''));

  it('puts the ligatures of old TeX fonts where the page draws them, and keeps the spaces of the page', () => {
    const items = [item('is de ned as a ow', { y: 700 })];
    const drawn = [...letters('is'), -300, ...letters('de'), '\u000c', ...letters('ned'), -300].concat([
      ...letters('as'),
      -300,
      'a',
      -300,
      '\u000d',
      ...letters('ow'),
    ]);
    expect(texts(items, drawn)).toEqual(['is defined as a flow']);
  });

  it('leaves a page whose items do not follow the drawing', () => {
    expect(texts([item('de ned', { y: 700 })], letters('other'))).toEqual(['de ned']);
  });

  it('reads the ligatures of T1 fonts', () => {
    expect(withT1Ligatures([item('e\u001bect', { y: 700 })])).toMatchObject([{ str: 'effect' }]);
    expect(lacksLigatures([item('as de ned here', { y: 700 })])).toBe(true);
    expect(lacksLigatures([item('A plain text of the ned', { y: 700 })])).toBe(false);
  });
});

describe('headings of an outline', () => {
  const levels = new Map([
    ['shellsyntax', 2],
    ['whatdoidowhentimesareduplicated', 1],
  ]);
  const setup = {
    body: 11,
    page: 1,
    running: new Set<never>(),
    outlineLevel: (text: string) => levels.get(outlineKey(text)),
    isOutlined: true,
  };
  const headings = (items: readonly Item[]) =>
    blocksOfLines(linesOf([...items]), setup).map(({ kind, text, level }) => [kind, text, level]);

  it('are found without their numbers and over several lines; other large lines are none', () => {
    expect(
      headings([
        item('3.1 Shell Syntax', { y: 700, size: 14 }),
        item('job control', { y: 680, size: 14 }),
        item('plain text', { y: 660 }),
        item('1. What do I do when', { y: 640, size: 14 }),
        item('times are duplicated', { y: 624, size: 14 }),
      ]),
    ).toEqual([
      ['heading', '3.1 Shell Syntax', 2],
      ['text', 'job control', undefined],
      ['text', 'plain text', undefined],
      ['heading', '1. What do I do when times are duplicated', 1],
    ]);
  });
});
