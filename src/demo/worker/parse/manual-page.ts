/**
 * @file Parses the sources of manual pages, in the macros `man` and `mdoc` of roff: sections become headings, each
 * option with its description a paragraph, and examples code.
 */
import type { Block } from './parser';

/** Whether a text is the source of a manual page. */
export function isManualPage(text: string): boolean {
  const head = text.slice(0, 20_000);
  return /^[.'](?:TH|Dd)\s/m.test(head) && /^\.S[Hh]\s/m.test(head) && /^[.'\\]/.test(head.trimStart());
}

/** Paragraphs start at these macros; the line after `.TP` is the option that the paragraph describes. */
const PARAGRAPH = new Set('PP P LP IP TP TQ HP RS RE Pp Lp It Bl El Bd Ed sp br'.split(' '));
const CODE = new Set('EX nf Dl Bd'.split(' '));
const END_OF_CODE = new Set('EE fi Ed'.split(' '));
/** Fonts that alternate between the arguments, which are joined without blanks. */
const ALTERNATING = new Set('BR RB BI IB IR RI SB'.split(' '));
/** Macros of `mdoc` within a line. */
const INLINE = /^(?:[A-Z][a-z]|No|Ns|Xr|Fl|Ar|Op|Pa|Cm|Ic|Ev|Va|Em|Sy|Dq|Sq|Ql|Li|Nm|Ns|Oo|Oc|Ap)$/;
const IGNORED = /^(?:\\"|de|ds|nr|if|ie|el|ft|ad|na|hy|nh|ne|ta|so|tr|in|ti|ll|PD|UR|UE|MT|ME|DT|UC|AT|Os|Dt|\.)/;

export function parseManualPage(text: string): Block[] {
  const blocks: Block[] = [];
  let open: string[] = [];
  let isCode = false;
  let skipsMacro = false;
  const close = (): void => {
    const joined = isCode ? open.join('\n').trimEnd() : open.join(' ').replace(/\s+/g, ' ').trim();
    open = [];
    if (joined !== '') blocks.push({ kind: isCode ? 'code' : 'text', text: joined });
  };
  const heading = (level: number, title: string): void => {
    close();
    isCode = false;
    if (title !== '') blocks.push({ kind: 'heading', level, text: title });
  };
  for (const line of text.split('\n')) {
    if (skipsMacro) {
      skipsMacro = !line.startsWith('..');
      continue;
    }
    const [, macro = '', rest = ''] = /^[.']\s*([A-Za-z]{1,2}|\\"|\.)\s*(.*)$/.exec(line) ?? [];
    if (macro === '') {
      if (/^[.']/.test(line)) continue;
      if (line.trim() === '' && !isCode) close();
      else open.push(plain(line));
    } else if (macro === 'TH' || macro === 'Dd') heading(1, macro === 'TH' ? titleOf(rest) : '');
    else if (macro === 'Dt') heading(1, titleOf(rest));
    else if (macro === 'SH' || macro === 'Sh') heading(2, argumentsOf(rest).join(' '));
    else if (macro === 'SS' || macro === 'Ss') heading(3, argumentsOf(rest).join(' '));
    else if (CODE.has(macro) && !isCode) {
      close();
      isCode = true;
    } else if (END_OF_CODE.has(macro)) {
      close();
      isCode = false;
    } else if (PARAGRAPH.has(macro)) {
      if (!isCode && macro !== 'RS' && macro !== 'RE' && macro !== 'br') close();
      if (macro === 'IP' || macro === 'It') open.push(tagOf(macro, rest));
    } else if (macro === 'de') skipsMacro = true;
    else if (!IGNORED.test(macro)) open.push(inline(macro, rest));
  }
  close();
  return blocks;
}

/** `TAR 1 "..."` is `tar(1)`. */
function titleOf(rest: string): string {
  const [name = '', section = ''] = argumentsOf(rest);
  return section === '' ? name.toLowerCase() : `${name.toLowerCase()}(${section})`;
}

/** Of `.IP tag 4` the tag; of `.It Fl a Ar file` the option. A bullet says nothing. */
function tagOf(macro: string, rest: string): string {
  const tag = macro === 'IP' ? (argumentsOf(rest)[0] ?? '') : inline(macro, rest);
  return /^[•·*o\s-]*$/.test(tag) ? '' : tag;
}

function inline(macro: string, rest: string): string {
  const parts = argumentsOf(rest);
  if (ALTERNATING.has(macro)) return parts.join('');
  const isMdoc = INLINE.test(macro) && !/^[A-Z]$/.test(macro);
  if (!isMdoc) return parts.join(' ');
  const words: string[] = [];
  let isFlag = macro === 'Fl';
  for (const part of parts) {
    if (part === 'Fl') isFlag = true;
    else if (!INLINE.test(part)) {
      words.push(isFlag ? `-${part}` : part);
      isFlag = false;
    }
  }
  if (macro === 'Xr' && words.length > 1) words.splice(0, 2, `${words[0]!}(${words[1]!})`);
  return words.join(' ');
}

/** Arguments are parted by blanks, except between quotation marks. */
function argumentsOf(rest: string): string[] {
  const source = rest.replace(/\\".*$/, '');
  return [...source.matchAll(/"((?:[^"]|"")*)"?|((?:\\ |\S)+)/g)].map(([, quoted, bare = '']) =>
    plain(quoted === undefined ? bare : quoted.replaceAll('""', '"')),
  );
}

const CHARACTERS: Readonly<Record<string, string>> = {
  ...{ bu: '•', em: '—', en: '–', hy: '-', mi: '−', lq: '“', rq: '”', oq: '‘', cq: '’', aq: "'", dq: '"', ga: '`' },
  ...{ ha: '^', ti: '~', rs: '\\', sl: '/', co: '©', rg: '®', tm: '™', mu: '×', '->': '→', '<-': '←', '>=': '≥' },
  ...{ '<=': '≤', '!=': '≠', '+-': '±', de: '°', sc: '§', ps: '¶', Fo: '«', Fc: '»', eu: '€', Po: '£', '12': '½' },
  ...{ ':a': 'ä', ':o': 'ö', ':u': 'ü', ':A': 'Ä', ':O': 'Ö', ':U': 'Ü', ss: 'ß', "'e": 'é', '`e': 'è', ',c': 'ç' },
};

/** Text without the escapes of roff. */
function plain(text: string): string {
  if (!text.includes('\\')) return text;
  return text
    .replace(/\\"[^\n]*/g, '')
    .replace(/\\f(?:\[[^\]]*\]|\(..|.)/g, '')
    .replace(/\\[hvsow](?:'[^']{0,40}'|[+-]?\d)/g, '')
    .replace(/\\[*nk](?:\[[^\]]*\]|\(..|.)/g, '')
    .replace(/\\\[u([0-9A-F]{4,6})\]/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(
      /\\(?:\[([^\]]{1,20})\]|\((..))/g,
      (_, long?: string, short?: string) => CHARACTERS[long ?? short ?? ''] ?? '',
    )
    .replace(/\\[&|^%,/:cdtuz]/g, '')
    .replace(/\\-/g, '-')
    .replace(/\\[ ~0]/g, ' ')
    .replace(/\\e/g, '\\')
    .replace(/\\(.)/g, '$1');
}
