/**
 * @file Source code: its lines as they are. A definition at the left margin opens a section, so that a function is found as one piece and
 * under its name.
 */
import type { Block, Parser } from './parser';
import { readText } from './read-text';

const MODIFIERS = String.raw`(?:(?:export|default|pub(?:\([^)]*\))?|public|private|protected|static|abstract|async|declare)\s+)*`;
const KEYWORDS = String.raw`(?:def|class|function|fn|func|struct|enum|impl|trait|interface|type|module|namespace|object|record)\b`;
const DEFINITION = new RegExp(String.raw`^${MODIFIERS}(?:${KEYWORDS}|const\s+\w+\s*=\s*(?:async\s*)?\()`);

export const parseCode: Parser = async (file) => ({ blocks: sections((await readText(file)).split('\n')) });

function sections(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let open: string[] = [];
  let name = '';
  const close = (): void => {
    const text = open.join('\n').replace(/^\n+|\s+$/g, '');
    if (text !== '') blocks.push({ kind: 'code', text, section: name });
    open = [];
  };
  for (const line of lines) {
    if (DEFINITION.test(line)) {
      const lead = takeLeadingComments(open);
      close();
      open = lead;
      name = nameOf(line);
    }
    open.push(line);
  }
  close();
  return blocks;
}

/** Comments and decorators right above a definition belong to it. */
function takeLeadingComments(lines: string[]): string[] {
  let at = lines.length;
  while (at > 0 && /^\s*(?:\/\/|\/\*|\*|#|@|"""|--)/.test(lines[at - 1]!)) at -= 1;
  return lines.splice(at);
}

function nameOf(line: string): string {
  const name = line.replace(/\s*[{(:=].*$/, '').trim();
  return name.length > 80 ? `${name.slice(0, 79)}…` : name;
}
