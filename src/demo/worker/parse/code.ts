/**
 * @file Parses source code. Lines stay unchanged; a definition at the left margin starts a section, so that a function
 * is one passage under its name.
 */
import { append } from './append';
import type { Block, Parser } from './parser';
import { lineBlocks } from './plain';
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
    const text = open.join('\n').replace(/^\n+/, '').trimEnd();
    if (text !== '')
      append(
        blocks,
        lineBlocks(text).map((block) => ({ ...block, section: name })),
      );
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

/**
 * Removes the comments and decorators right above a definition from the lines and returns them, since they belong to
 * it.
 */
function takeLeadingComments(lines: string[]): string[] {
  let first = lines.length;
  while (first > 0 && /^\s*(?:\/\/|\/\*|\*|#|@|"""|--)/.test(lines[first - 1]!)) first -= 1;
  return lines.splice(first);
}

function nameOf(line: string): string {
  const name = (line.slice(0, 400).split(/[{(:=]/, 1)[0] ?? '').trim();
  return name.length > 80 ? `${name.slice(0, 79)}…` : name;
}
