import { describe, expect, it } from 'vitest';
import type { Incoming } from '../../../../src/demo/shared/library-data';
import { chunkDocument } from '../../../../src/demo/worker/chunk';
import { kindOf } from '../../../../src/demo/worker/parse/kind-of';
import { readFile } from '../../../../src/demo/worker/read-file';

const context = { signal: new AbortController().signal, onProgress: () => undefined };
const read = async (path: string, content: BlobPart) => {
  const found = await readFile({ path, file: new Blob([content]) } satisfies Incoming, undefined, context);
  if (typeof found === 'string') throw new TypeError(`Expected a document, got ${found}`);
  return found;
};
const passages = async (path: string, content: BlobPart) => {
  const { text, chunks } = (await read(path, content)).content;
  return chunks.map(({ start, end }) => text.slice(start, end));
};
const blocks = async (path: string, content: BlobPart) => {
  const { text, blocks: spans } = (await read(path, content)).content;
  return spans.map(({ kind, start, end }) => [kind, text.slice(start, end)]);
};

describe('headings', () => {
  it('without a body are passages', async () => {
    expect(await passages('a.md', '# A\n\n## Barometer\n\n## B\n\ntext')).toEqual(['Barometer', 'text']);
    expect(await passages('a.md', '# Packing list\n\n## Toothbrush\n\n## Passport\n')).toEqual([
      'Toothbrush',
      'Passport',
    ]);
    expect(await passages('a.md', '# Harbour plan\n\n![](plan.png)\n')).toEqual(['Harbour plan']);
  });
});

describe('front matter', () => {
  it.each([
    ['---\n\nAbout oysters.\n\n---\n\nAbout mussels.', ['About oysters.', 'About mussels.']],
    ['---\ntitle: T\n--- \n\nAbout limpets.\n\n---\n\nAbout whelks.', ['About limpets.', 'About whelks.']],
    ['---\ntitle: T\nlayout: post\ndraft: true\n---\nWinkles.', ['Winkles.']],
    ['---\nWarning: the tide turns\n---\nWinkles.', ['Warning: the tide turns', 'Winkles.']],
    ['---\nThe tide: it turns: twice\n\n---\nWinkles.', ['The tide: it turns: twice', 'Winkles.']],
    [
      '---\ndescription: >\n  About\n  clams\ntags: [shell, sea]\n---\n',
      ['description: About clams; tags: shell, sea'],
    ],
    ['---\n- oysters\n- mussels\n---\nWinkles.', ['oysters', 'mussels', 'Winkles.']],
    ['---\ntitle: T\n\nNo end of it.', ['title: T', 'No end of it.']],
  ])('loses no text of %j', async (source, expected) => {
    expect((await passages('a.md', source)).join('\n\n')).toBe(expected.join('\n\n'));
  });

  it('has the title as the heading of the text', async () => {
    const { content } = await read('a.md', '---\ntitle: Shore life\n---\nWinkles.');
    expect(content.chunks.map(({ heading }) => heading)).toEqual(['Shore life']);
  });
});

describe('encodings', () => {
  const bytes = (...values: readonly number[]) => new Uint8Array(values);
  const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const SIGNS = 'L\x92\xe9t\xe9 \x96 \x93bon\x94, \x805.';

  it('follows the encoding that HTML declares', async () => {
    const html = latin('<meta charset=iso-8859-2><p>\u00b1\u00bf</p>');
    expect(await passages('a.html', html)).toEqual(['ąż']);
  });

  it('keeps UTF-8 with one bad byte', async () => {
    const text = new TextEncoder().encode('Zürich café, Genève, Bâle.');
    expect((await passages('a.txt', new Uint8Array([...text, 0xff])))[0]).toMatch(/^Zürich café, Genève, Bâle\./);
  });

  it('reads UTF-16 without a byte order mark', async () => {
    const text = 'The mast is new.';
    expect(await passages('a.txt', Uint8Array.from(Array.from(text).flatMap((c) => [c.charCodeAt(0), 0])))).toEqual([
      text,
    ]);
    expect(await passages('a.txt', Uint8Array.from(Array.from(text).flatMap((c) => [0, c.charCodeAt(0)])))).toEqual([
      text,
    ]);
  });

  it.each([
    [
      'Shift-JIS',
      bytes(0x91, 0x44, 0x82, 0xcd, 0x8d, 0x60, 0x82, 0xc9, 0x93, 0xfc, 0x82, 0xe8, 0x81, 0x42),
      '船は港に入り。',
    ],
    [
      'EUC-JP',
      bytes(0xc1, 0xa5, 0xa4, 0xcf, 0xb9, 0xc1, 0xa4, 0xcb, 0xc6, 0xfe, 0xa4, 0xea, 0xa1, 0xa3),
      '船は港に入り。',
    ],
    [
      'GBK',
      bytes(0xd5, 0xe2, 0xca, 0xc7, 0xd2, 0xbb, 0xb8, 0xf6, 0xd6, 0xd0, 0xce, 0xc4, 0xb5, 0xc4),
      '这是一个中文的',
    ],
    [
      'windows-1251',
      latin('\xdd\xf2\xee \xf0\xf3\xf1\xf1\xea\xe8\xe9 \xf2\xe5\xea\xf1\xf2 \xe2 \xea\xee\xe4\xe8\xf0\xee\xe2\xea\xe5'),
      'Это русский текст в кодировке',
    ],
    [
      'CP874',
      latin('\xc0\xd2\xc9\xd2\xe4\xb7\xc2\xe0\xbb\xe7\xb9\xc0\xd2\xc9\xd2\xb7\xd5\xe8\xca\xc7\xc2\xa7\xd2\xc1'),
      'ภาษาไทยเป็นภาษาที่สวยงาม',
    ],
    ['Windows-1252', latin('Cr\u00e8me br\u00fbl\u00e9e costs \u00a35.'), 'Crème brûlée costs £5.'],
    ['Windows-1252 with few letters', latin('L\x92\xe9t\xe9 \x96 \x93bon\x94, \x805.'), 'L’été – “bon”, €5.'],
  ])('finds %s by statistics', async (_, source, expected) => {
    expect(await passages('a.txt', source)).toEqual([expected]);
  });

  it.each([
    ['cp437', 'Die H\x84user stehen schr\x84g \x81ber der Stra\xe1e, und M\x81ller gr\x81\xe1t die G\x84ste.'],
    ['cp850', 'A informa\x87\xc6o n\xc6o est\xa0 dispon\xa1vel. As ma\x87\xc6s s\xc6o do pomar.'],
    [
      'cp852',
      'Za\xbe\xa2\x88\x86 g\xa9\x98l\xa5 ja\xab\xe4. \x9d\xa2d\xab jest pi\xa9kna, a w\xa2dka si\xa9 sko\xe4czy\x88a.',
    ],
    [
      'MacLatin2',
      'Za\xfd\x97\xb8\x8d g\xab\xe6l\x88 ja\x90\xc4. \xfc\x97d\x90 jest pi\xabkna, a w\x97dka si\xab sko\xc4czy\xb8a.',
    ],
  ])('that no decoder knows are refused by name: %s', async (name, source) => {
    await expect(read('a.txt', latin(source))).rejects.toThrow(`Its encoding seems to be ${name}`);
    const mailbox = latin(`From a\nSubject: x\n\nGood day.\n\nFrom b\nSubject: y\n\n${source}\n`);
    const { content, attachments } = await read('a.mbox', mailbox);
    expect(content.text).toContain('Good day.');
    expect(attachments.map(({ path }) => path)).toEqual(['a.mbox/message 2.txt']);
  });

  it.each([
    ['a.eml', `Subject: x\nContent-Type: text/plain; charset=windows-1252\n\n${SIGNS}`],
    ['a.html', `<meta charset=iso-8859-1><p>${SIGNS}`],
    ['a.rtf', `{\\rtf1\\ansi ${SIGNS}}`],
    ['b.rtf', String.raw`{\rtf1\ansi L\'92\'e9t\'e9 \'96 \'93bon\'94, \'805.}`],
  ])('have the signs of Windows-1252 in every runtime: %s', async (path, source) => {
    expect(await passages(path, latin(source))).toEqual(['L’été – “bon”, €5.']);
  });
});

describe('tables', () => {
  it.each([
    ['sep=;\nName;Price\nBolt;3', ['Name: Bolt; Price: 3']],
    ['a\tb\nx\t"open\ny\tz', ['a: x; b: "open', 'a: y; b: z']],
    ['a,b\n1,2,3', ['a: 1; b: 2; 3']],
    ['Stock of May\n\nName,Price,Place\nBolt,3,A1', ['Stock of May', 'Name: Bolt; Price: 3; Place: A1']],
  ])('name the values of %j', async (source, expected) => {
    expect(await passages('a.csv', source)).toEqual(expected);
  });

  it('that are long share passages between whole rows', async () => {
    const rows = Array.from({ length: 300 }, (_, at) => `bolt ${at},box ${at}`).join('\n');
    const found = await passages('a.csv', `name,place\n${rows}`);
    expect(found.length).toBeLessThan(30);
    for (const passage of found) expect(passage).toMatch(/^name: bolt \d+; place: box \d+\n[\s\S]*place: box \d+$/);
  });
});

describe('logs', () => {
  it('are cut between lines', async () => {
    const lines = Array.from(
      { length: 200 },
      (_, at) => `2026-01-01T10:00:00 INFO pump ${at}: the valve opened. It closed.`,
    );
    const found = await passages('pump.log', lines.join('\n'));
    expect(found.length).toBeGreaterThan(5);
    for (const passage of found) expect(passage).toMatch(/^2026[\s\S]*It closed\.$/);
  });

  it.each([
    ['01-05 10:00:00.123  512  600 E Pump: valve', 'Android'],
    ['E0105 10:00:00.123456 1 pump.go:12] valve', 'Go'],
    ['1767607200.123 pump: valve', 'seconds since 1970'],
    ['20260105T100000Z pump: valve', 'ISO 8601 without marks'],
    ['2026-01-05 10:00:00 ERROR pump\n    at Pump.open (pump.js:12)\n    at main (main.js:3)', 'calls'],
  ])('are known by their lines: %s', async (line) => {
    const [found] = await blocks('output.txt', `${line}\n`.repeat(5));
    expect(found?.[0]).toBe('code');
  });
});

describe('chunkDocument()', () => {
  it('cuts a run without spaces, and text of a script without spaces, into passages', () => {
    for (const text of ['x'.repeat(100_000), '船は港に入り、錨を下ろした。'.repeat(500)]) {
      const { chunks } = chunkDocument('a', [{ kind: 'text', text }]);
      for (const { start, end } of chunks) expect(end - start).toBeLessThan(20_000);
    }
  });
});

describe('refusals', () => {
  const compound = (name: string) =>
    new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, ...Array.from(name).flatMap((letter) => [letter.charCodeAt(0), 0])]);

  it.each([
    ['a.xlsx', compound('EncryptedPackage'), 'It is protected with a password'],
    ['a.msg', compound('__substg1.0_0037'), 'a message of Outlook'],
    ['a.doc', compound('WordDocument'), 'It is a Word file older than 2007'],
    ['a.png', new Uint8Array([0x89, 0x50, 0x4e, 0x47]), 'It is an image'],
    ['key.txt', 'QmFzZTY0IGRhdGE0aXMgbm90IHRleHQgYXQgYWxsIGJ1dCBub2lzZTEy'.repeat(80), 'encoded data'],
    ['a.ps', '%!PS-Adobe-3.0\n/Helvetica findfont', 'PostScript'],
    ['a.txt', '0000 7f 45 4c 46 02 01 01 00 3e 00 01 b0\n'.repeat(40), 'encoded data'],
    ['a.uu', `begin 644 a\n${`M${'#0V%T( %0'.repeat(7).slice(0, 60)}\n`.repeat(40)}end`, 'encoded data'],
    ['a.dat', new Uint8Array(3000).map((_, at) => (at * 7919) % 256 || 1), 'no text'],
  ])('name the reason for %s', async (path, content, reason) => {
    await expect(read(path, content)).rejects.toThrow(reason);
  });

  it.each(['a.docm', 'a.dotx'])('do not concern %s, which is Word', async (path) => {
    expect(await kindOf(path, new Blob(['PK\u0003\u0004']))).toBe('word');
  });
});

describe('readFile()', () => {
  const megabyte = (run: string) => run.repeat(1e6 / run.length);
  it.each([
    ['a.txt', `a${megabyte(' ')}b`],
    ['a.txt', megabyte('word ')],
    ['a.txt', megabyte('The cat sat. ')],
    ['a.txt', megabyte('a')],
    ['a.txt', `x${megabyte('\n ')}y`],
    ['a.js', `function f ${megabyte(' ')}`],
    ['a.html', `<p>a${megabyte(' ')}b`],
    ['a.html', `${megabyte('<div>')}x`],
    ['a.html', `${megabyte('<b><p>')}x`],
    ['a.html', `<table><tr>${megabyte('<td>x')}`],
    ['a.html', `<p ${Array.from({ length: 120_000 }, (_, at) => `a${at}`).join(' ')}>x`],
    ['a.md', megabyte('> ')],
    ['a.md', `a${megabyte(' ')}b`],
    ['a.csv', `a,b\n${megabyte('"')}`],
    ['a.csv', `a,b\n1,${megabyte(' ')}2`],
    ['a.rtf', `{\\rtf1 ${megabyte('{')}x`],
    ['a.rtf', `{\\rtf1\\ansicpg932 ${megabyte("\\'83A")}}`],
    ['a.srt', `1\n00:00:01,000 --> 00:00:02,000\n${megabyte('<')}`],
    ['a.eml', `Subject: x\n\n${megabyte(' ')}y`],
    ['a.eml', `Content-Type: multipart/mixed; boundary=b\n\n${megabyte('--b\n\n')}`],
    ['a.txt', megabyte('A\n\n')],
    ['a.csv', megabyte('a\n')],
    ['a.md', megabyte('A\n\n')],
    ['a.srt', megabyte('1\n00:00:01,000 --> 00:00:02,000\nHi\n\n')],
    ['a.mbox', megabyte('From a\n\n')],
  ])('reads or refuses one megabyte of %s before the time limit of a test: %#', async (path, content) => {
    const outcome = await read(path, content).catch((error: unknown) => error);
    if (outcome instanceof Error) expect(outcome.name).toBe('UnreadableFileError');
    else expect(outcome).toHaveProperty('content.chunks');
  });
});

describe('very many short parts', () => {
  it.each([
    ['a.txt', 'A\n\n'],
    ['a.eml', 'A\n\n'],
    ['a.html', '<p>A'],
    ['a.txt', 'A. '],
  ])('of %s are all in a passage', async (path, part) => {
    const { chunks } = (await read(path, part.repeat(300_000))).content;
    expect(chunks.length).toBeGreaterThan(1000);
  });
});

describe('manual pages', () => {
  const page = [
    '.\\" a comment',
    '.TH TAR 1 "2022" "GNU"',
    '.SH NAME',
    'tar \\- an archiving utility',
    '.SH OPTIONS',
    '.TP',
    '\\fB\\-\\-strip\\-components\\fR=\\fINUMBER\\fR',
    'Strip leading components from file names.',
    '.PP',
    'See',
    '.BR rsync (1)',
    'or use',
    '.I name',
    'only.',
    '.EX',
    'tar  xf a.tar',
    '.EE',
  ].join('\n');

  it('are read as sections, options and examples', async () => {
    expect(await blocks('tar.1', page)).toEqual([
      ['heading', 'tar(1)'],
      ['heading', 'NAME'],
      ['text', 'tar - an archiving utility'],
      ['heading', 'OPTIONS'],
      ['text', '--strip-components=NUMBER Strip leading components from file names.'],
      ['text', 'See rsync(1) or use name only.'],
      ['code', 'tar  xf a.tar'],
    ]);
  });

  it('of mdoc are read too', async () => {
    const source =
      '.Dd June 1\n.Dt CAT 1\n.Sh NAME\n.Nm cat\n.Nd joins files\n.Sh OPTIONS\n.Bl -tag\n.It Fl n Ar file\nNumber lines of\n.Xr less 1 .\n.El';
    expect((await blocks('cat.1', source)).map(([, text]) => text)).toEqual([
      'cat(1)',
      'NAME',
      'cat joins files',
      'OPTIONS',
      '-n file Number lines of less(1) .',
    ]);
  });
});

describe('headings of plain text', () => {
  it('are underlined, numbered or in capitals', async () => {
    const text = 'Guide\n=====\n\nIntro.\n\nUse\n---\n\nRun it.\n\n2.1 Paths\n\nAll paths.\n\nSEE ALSO\n\nThe end.';
    expect((await blocks('a.rst', text)).filter(([kind]) => kind === 'heading')).toEqual([
      ['heading', 'Guide'],
      ['heading', 'Use'],
      ['heading', '2.1 Paths'],
      ['heading', 'SEE ALSO'],
    ]);
  });

  it('are no entries of a list', async () => {
    const text = 'Contents\n\n1. Bread\n\n2. Butter\n\nThis is all.';
    expect((await blocks('a.txt', text)).filter(([kind]) => kind === 'heading')).toEqual([['heading', '2. Butter']]);
  });
});

describe('words between angle brackets', () => {
  it('are kept in Markdown where they are no HTML', async () => {
    expect((await passages('a.md', 'A List<Invoice> of <b>bold</b> <Widget/> things.')).join(' ')).toMatch(
      /List<Invoice> of bold <Widget\/> things\./,
    );
  });
});

describe('a damaged byte', () => {
  it('leaves the rest of a short UTF-8 text readable', async () => {
    const bytes = [...new TextEncoder().encode('Zürich café '), 0xff, ...new TextEncoder().encode(' end')];
    expect((await passages('a.txt', new Uint8Array(bytes))).join(' ')).toContain('Zürich café');
  });
});

describe('encoded data', () => {
  it.each(['QmFzZTY0IGRhdGE0aXMgbm90IHRleHQgYXQgYWxsIGJ1dCBub2lz\n'.repeat(80), '4a6f686e20446f65'.repeat(400)])(
    'is refused: %#',
    async (data) => {
      await expect(read('a.txt', data)).rejects.toThrow('encoded data');
    },
  );
});

describe('subtitles', () => {
  it('name who speaks', async () => {
    expect(await passages('a.vtt', 'WEBVTT\n\n00:01.000 --> 00:02.000\n<v Bob>Hi <i>you</i>')).toEqual(['Bob: Hi you']);
  });
});
