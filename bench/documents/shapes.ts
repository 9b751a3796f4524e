/**
 * @file Files of one megabyte each whose shape makes careless readers slow: runs of one character, unclosed marks,
 * nesting, many short parts, and text of many scripts.
 */

export type Shape = { readonly name: string; readonly path: string; readonly content: string };

const SIZE = 1e6;

function filled(part: string, before = '', after = ''): string {
  const room = SIZE - Buffer.byteLength(before) - Buffer.byteLength(after);
  return before + part.repeat(Math.max(1, Math.floor(room / Buffer.byteLength(part)))) + after;
}

const numbered = (part: (at: number) => string): string => {
  const parts: string[] = [];
  for (let [at, length] = [0, 0]; length < SIZE; at += 1) {
    const one = part(at);
    parts.push(one);
    length += one.length;
  }
  return parts.join('');
};

const message = (at: number): string =>
  `From a@b Mon Jan  5 10:00:00 2026\nSubject: Mooring ${at}\nFrom: Ann <a@b>\nTo: c@d\nDate: Mon, 5 Jan 2026 10:00:00 +0000\n\n` +
  `The tide turns at ${at}. Bring the boat.\n\n`;

const shape = (path: string, name: string, content: string): Shape => ({ path, name, content });
const every = (paths: readonly string[], name: string, content: string): Shape[] =>
  paths.map((path) => shape(path, name, content));

const TEXTS = ['a.txt', 'a.md', 'a.html', 'a.csv', 'a.py', 'a.eml', 'a.srt', 'a.rst', 'a.log'];

export function shapes(): Shape[] {
  return [
    ...every(TEXTS, 'blanks between two letters', filled(' ', 'a', 'b')),
    ...every(TEXTS, 'blank lines between two letters', filled(' \n', 'a', 'b')),
    ...every(TEXTS, 'one letter', filled('a')),
    ...every(TEXTS, 'short paragraphs', filled('A\n\n')),
    ...every(TEXTS, 'short lines', filled('a b\n')),
    ...every(TEXTS, 'sentences in one line', filled('The cat sat on the mat. ')),
    ...every(TEXTS, 'points', filled('. ')),
    ...every(TEXTS, 'opening brackets', filled('[')),
    ...every(TEXTS, 'opening angle brackets', filled('<')),
    ...every(TEXTS, 'quotation marks', filled('"')),
    ...every(TEXTS, 'hyphens', filled('-')),
    ...every(TEXTS, 'lines of hyphens', filled('---\n')),
    ...every(TEXTS, 'colons', filled('a: ')),
    ...every(TEXTS, 'Chinese without spaces', filled('船は港に入り錨を下ろした')),
    ...every(TEXTS, 'Chinese sentences', filled('船は港に入り、錨を下ろした。')),
    ...every(TEXTS, 'combining marks', filled('\u0301', 'e')),
    ...every(TEXTS, 'emoji', filled('👩‍👩‍👧‍👦 ')),
    ...every(TEXTS, 'null bytes in text', filled('a\u0000')),
    shape(
      'a.txt',
      'numbered lines',
      numbered((at) => `${at}. Item ${at}\n\n`),
    ),
    shape(
      'a.txt',
      'capital lines',
      numbered((at) => `SECTION ${at}\n\nText ${at}.\n\n`),
    ),
    shape(
      'a.rst',
      'underlined headings',
      numbered((at) => `Title ${at}\n========\n\nText ${at}.\n\n`),
    ),
    shape('a.1', 'manual page', `.TH A 1\n.SH NAME\n${filled('.TP\n\\fB\\-a\\fR\nAll of it.\n')}`),
    shape('a.md', 'front matter without an end', filled('a: b\n', '---\n')),
    shape('a.md', 'front matter of 1 MB', `${filled('a: [b]\n', '---\n')}---\nText.`),
    shape('a.md', 'quotes', filled('> ')),
    shape(
      'a.md',
      'nested lists',
      numbered((at) => `${' '.repeat((at % 20) * 2)}- item ${at}\n`),
    ),
    shape(
      'a.md',
      'headings',
      numbered((at) => `## Part ${at}\n\nText ${at}.\n\n`),
    ),
    shape(
      'a.md',
      'table',
      numbered((at) => (at === 0 ? '| a | b |\n|---|---|\n' : `| bolt ${at} | box ${at} |\n`)),
    ),
    shape('a.md', 'emphasis', filled('*a **b ')),
    shape('a.md', 'links', filled('[a](')),
    shape(
      'a.md',
      'references',
      numbered((at) => `[a${at}]: http://x.y/${at}\n`),
    ),
    shape('a.md', 'code fences', filled('```\n')),
    shape('a.html', 'nested elements', filled('<div>')),
    shape('a.html', 'unclosed formatting', filled('<b><p>')),
    shape('a.html', 'cells', filled('<td>x', '<table><tr>')),
    shape('a.html', 'rows', filled('<tr><td>a<td>b', '<table>')),
    shape('a.html', 'attributes', `<p ${numbered((at) => `a${at} `)}>x`),
    shape('a.html', 'links that contain each other', filled('<a>x')),
    shape('a.html', 'comments', filled('<!--')),
    shape('a.html', 'entities', filled('&amp;')),
    shape('a.html', 'paragraphs', filled('<p>The tide turns.')),
    shape('a.html', 'select options', filled('<select><option>a')),
    shape('a.html', 'nested tables', filled('<table><tr><td>')),
    shape('a.xhtml', 'nested elements of XHTML', filled('<b>', '<html xmlns="http://www.w3.org/1999/xhtml">')),
    shape(
      'a.csv',
      'a lone quotation mark',
      numbered((at) => (at === 3 ? 'x,"open\n' : `bolt ${at},box ${at}\n`)),
    ),
    shape('a.csv', 'quotation marks in cells', filled('a,b"c"d\n')),
    shape('a.csv', 'quoted cells', filled('"a, b","c ""d"""\n')),
    shape('a.csv', 'one row of many cells', filled('a,')),
    shape('a.csv', 'one column', filled('a\n')),
    shape(
      'a.csv',
      'rows',
      numbered((at) => `bolt ${at},box ${at},${at * 3}\n`),
    ),
    shape(
      'a.tsv',
      'rows',
      numbered((at) => `bolt ${at}\tbox ${at}\t${at * 3}\n`),
    ),
    shape(
      'a.jsonl',
      'rows',
      numbered((at) => `{"name":"bolt ${at}","place":"box"}\n`),
    ),
    shape('a.jsonl', 'nested arrays', `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}\n`.repeat(100)),
    shape('a.rtf', 'groups', filled('{', '{\\rtf1 ')),
    shape('a.rtf', 'paragraphs', filled('a\\par ', '{\\rtf1 ')),
    shape('a.rtf', 'escaped bytes', filled("\\'e9", '{\\rtf1 ')),
    shape(
      'a.srt',
      'subtitles',
      numbered((at) => `${at}\n00:${String(at % 60).padStart(2, '0')}:01,000 --> 00:00:02,000\nHi ${at}\n\n`),
    ),
    shape(
      'a.srt',
      'subtitles of one minute',
      numbered((at) => `${at}\n00:00:01,000 --> 00:00:02,000\nHi ${at}\n\n`),
    ),
    shape('a.eml', 'blank lines', filled(' ', 'Subject: x\n\n', 'y')),
    shape('a.eml', 'parts', filled('--b\n\n', 'Content-Type: multipart/mixed; boundary=b\n\n')),
    shape('a.eml', 'headers', filled('X-A: b\n', 'Subject: x\n')),
    shape('a.eml', 'one long header', filled(' a', 'Subject: ')),
    shape('a.eml', 'addresses', filled('a@b, ', 'From: a@b\nTo: ')),
    shape('a.eml', 'encoded words', filled('=?utf-8?q?a?= ', 'Subject: ')),
    shape('a.mbox', 'messages', numbered(message)),
    shape('a.mbox', 'lines that start with From', filled('From a\n\n')),
    shape('a.mbox', 'escaped lines', filled('>From a\n', 'From a@b Mon Jan  5 10:00:00 2026\nSubject: x\n\n')),
    shape(
      'a.py',
      'functions',
      numbered((at) => `def f${at}(x):\n    return x\n\n`),
    ),
    shape('a.py', 'comments', filled('# a\n')),
    shape('a.js', 'blanks behind a name', filled(' ', 'function f ')),
    shape('a.js', 'one line of code', filled('f(x);')),
    shape('a.json', 'one line', filled('{"a":[1,2],"b":"c"},', '[')),
    shape(
      'a.log',
      'lines',
      numbered((at) => `2026-01-01T10:00:00 INFO pump ${at}: the valve opened.\n`),
    ),
    shape(
      'a.ipynb',
      'cells',
      `{"cells":[${numbered((at) => `{"cell_type":"markdown","source":"# T${at}\\n\\ntext"},`)}{"cell_type":"code","source":"x"}]}`,
    ),
    shape(
      'a.ipynb',
      'code cells',
      `{"cells":[${numbered((at) => `{"cell_type":"code","source":"x = ${at}","outputs":[]},`)}{"cell_type":"code","source":"x"}]}`,
    ),
    shape(
      'a.fodt',
      'paragraphs',
      filled('<text:p>a b</text:p>', '<office:document><office:text>', '</office:text></office:document>'),
    ),
    shape(
      'a.fodt',
      'spans',
      filled('<text:span>a</text:span>', '<office:document><text:p>', '</text:p></office:document>'),
    ),
    shape('a.fodt', 'nested elements', filled('<text:span>', '<office:document><text:p>')),
  ];
}
