import { describe, expect, it } from 'vitest';
import { readFile } from '../../../../src/demo/worker/read-file';
import { blocksOfHtml } from '../../../../src/demo/worker/parse/html';
import { makeZip } from '../../make-files';

const context = { signal: new AbortController().signal, onProgress: () => undefined };
async function texts(path: string, content: BlobPart): Promise<string[]> {
  const found = await readFile({ path, file: new Blob([content]) }, undefined, context);
  if (typeof found === 'string') throw new TypeError(`Expected a document, got ${found}`);
  return found.content.blocks.map(({ start, end }) => found.content.text.slice(start, end));
}
const row = (cells: readonly string[], name = 'td') =>
  `<tr>${cells.map((cell) => `<${name}>${cell}</${name}>`).join('')}</tr>`;
const table = (...rows: readonly string[]) => `<table>${rows.join('')}</table>`;
const read = (html: string) => blocksOfHtml(html).map(({ text }) => text);
const EXPECTED = ['Port: Hull; Depth: 9 m', 'Port: Dover; Depth: 7 m'];

describe('the header of a table stands before the values', () => {
  it('in HTML', async () => {
    const rows = table(row(['Port', 'Depth'], 'th'), row(['Hull', '9 m']), row(['Dover', '7 m']));
    expect(await texts('a.html', `<p>Before</p>${rows}<p>Behind</p>`)).toEqual(['Before', ...EXPECTED, 'Behind']);
  });

  it('in Markdown', async () => {
    expect(await texts('a.md', '| Port | Depth |\n|---|---|\n| Hull | 9 m |\n| Dover | 7 m |')).toEqual(EXPECTED);
  });

  it.each([
    ['marked rows', (head: string) => `<table:table-header-rows>${head}</table:table-header-rows>`, ''],
    ['the style of LibreOffice', (head: string) => head, ' text:style-name="Table_20_Heading"'],
  ])('in OpenDocument, by %s', async (_, wrap, style) => {
    const cellOf = (text: string, attributes: string) =>
      `<table:table-cell><text:p${attributes}>${text}</text:p></table:table-cell>`;
    const cells = (values: readonly string[], attributes = '') =>
      `<table:table-row>${values.map((one) => cellOf(one, attributes)).join('')}</table:table-row>`;
    const body = `${wrap(cells(['Port', 'Depth'], style))}${cells(['Hull', '9 m'])}${cells(['Dover', '7 m'])}`;
    const text = `<office:text><table:table>${body}</table:table></office:text>`;
    const content = `<office:document-content><office:body>${text}</office:body></office:document-content>`;
    expect(await texts('a.odt', await makeZip({ 'content.xml': content }))).toEqual(EXPECTED);
  });

  it('in rich text', async () => {
    const head = String.raw`\trowd\trhdr\pard\intbl Port\cell Depth\cell\row`;
    const below = String.raw`\trowd\pard\intbl Hull\cell 9 m\cell\row\trowd\pard\intbl Dover\cell 7 m\cell\row`;
    const rows = head + below;
    const next = String.raw`\pard\par\trowd\pard\intbl A\cell B\cell\row`;
    expect(await texts('a.rtf', String.raw`{\rtf1 Before\par ${rows}${next}\pard Behind}`)).toEqual([
      'Before',
      ...EXPECTED,
      'A · B',
      'Behind',
    ]);
  });

  it('in slides', async () => {
    const cells = (values: readonly string[]) =>
      `<a:tr>${values.map((one) => `<a:tc><a:p><a:t>${one}</a:t></a:p></a:tc>`).join('')}</a:tr>`;
    const rows = [
      ['Port', 'Depth'],
      ['Hull', '9 m'],
      ['Dover', '7 m'],
    ]
      .map(cells)
      .join('');
    const relation = (type: string, target: string) =>
      `<Relationships><Relationship Id="r1" Type="x/${type}" Target="${target}"/></Relationships>`;
    const file = await makeZip({
      'ppt/presentation.xml': '<p:presentation><p:sldId r:id="r1"/></p:presentation>',
      'ppt/_rels/presentation.xml.rels': relation('slide', 'slides/slide1.xml'),
      'ppt/slides/slide1.xml': `<p:sld><a:tbl><a:tblPr firstRow="1"/>${rows}</a:tbl></p:sld>`,
    });
    expect((await texts('a.pptx', file)).slice(1)).toEqual(EXPECTED);
  });
});

describe('blocksOfHtml() reads a table', () => {
  it.each([
    [
      'with two header rows',
      '<tr><th rowspan=2>Port</th><th colspan=2>Depth</th></tr><tr><th>high</th><th>low</th></tr>',
      [['Hull', '9', '7']],
      ['Port: Hull; Depth high: 9; Depth low: 7'],
    ],
    [
      'with a cell over two rows',
      row(['Port', 'Quay'], 'th'),
      [['<td rowspan=2>Hull', 'A'], ['B']],
      ['Port: Hull; Quay: A', 'Port: Hull; Quay: B'],
    ],
    [
      'with a name for each row',
      '<tr><th>Port:</th><td>Hull</td></tr><tr><th>Depth</th><td>9 m</td></tr>',
      [],
      ['Port: Hull', 'Depth: 9 m'],
    ],
    [
      'with numbers below an unmarked header',
      row(['Port', 'Quay', 'Depth']),
      [
        ['Hull', 'A', '9.5 m'],
        ['Dover', 'B', '7 m'],
      ],
      ['Port: Hull; Quay: A; Depth: 9.5 m', 'Port: Dover; Quay: B; Depth: 7 m'],
    ],
    ['without a header', row(['Ada', '1815']), [['Alan', '1912']], ['Ada · 1815', 'Alan · 1912']],
    [
      'with a caption and a title row',
      `<caption>Ports</caption><tr><th colspan=2>North</th></tr>${row(['Port', 'Depth'], 'th')}`,
      [['Hull', '9 m']],
      ['Ports', 'North', 'Port: Hull; Depth: 9 m'],
    ],
    [
      'with a heading inside as it stands',
      row(['Port', 'Depth'], 'th'),
      [['<h2>Hull</h2>', '9 m']],
      ['Port · Depth', 'Hull', '9 m'],
    ],
  ])('%s', (_, head, body, expected) => {
    const rows = body.map((cells) => row(cells).replace('<td><td', '<td'));
    expect(read(table(head, ...rows))).toEqual(expected);
  });

  it('with another table inside as it stands', () => {
    const inner = table(row(['Port', 'Depth'], 'th'), row(['Hull', '9 m']));
    expect(read(table(row(['Menu', inner])))).toEqual(['Menu ·', 'Port: Hull; Depth: 9 m']);
  });

  it('whose names are too long for the rows with the whole header above', () => {
    const name = `Depth ${'at the lowest tide of the year '.repeat(4)}`.trim();
    const [head, first] = read(table(row(['Port', name], 'th'), row(['Hull', '9 m'])));
    expect(head).toBe(`Port · ${name}`);
    expect(first).toMatch(/^Port: Hull; Depth at the lowest tide[^;]{0,50}…: 9 m$/);
  });

  it('of many rows without repeating the names more often than the budget allows', () => {
    const names = ['Port of the coast', 'Depth at the quay'];
    const found = read(table(row(names, 'th'), ...Array.from({ length: 20_000 }, (_, at) => row([`p${at}`, `${at}`]))));
    expect(found[0]).toBe('Port of the coast: p0; Depth at the quay: 0');
    expect(found.at(-1)).toBe('p19999; 19999');
    expect(found.join('').length).toBeLessThan(600_000);
  });

  it('whose cells cover more than the table in time', () => {
    const wide = '<td rowspan=65000 colspan=1000>x</td>'.repeat(1000);
    expect(read(table(row(['a', 'b'], 'th'), `<tr>${wide}</tr>`, '<tr></tr>'.repeat(50_000))).length).toBeLessThan(
      1000,
    );
  });
});
