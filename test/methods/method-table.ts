/** @file The table of docs/methods.md, written from the registry. */
import { methods } from '../../src/methods/registry';

const BEGIN = '<!-- Table of methods: written from src/methods/registry.ts, see docs/adding-a-method.md -->';
const END = '<!-- End of the table of methods -->';

/** Returns `document` with the table between its two markers replaced by that of the registry. */
export function withMethodTable(document: string): string {
  const [before, rest] = splitOnce(document, BEGIN);
  const [, after] = splitOnce(rest, END);
  return `${before}${BEGIN}\n\n${methodTable()}\n\n${END}${after}`;
}

function methodTable(): string {
  const cells = methods.map(({ name, family, scoreKind, needs, calls, source }) => {
    const abilities = needs.map((need) => `\`${need}\``).join(', ');
    return [`\`${name}\``, family, scoreKind, abilities, calls, source];
  });
  const titles = ['method', 'family', 'score of', 'needs', 'model calls', 'source'];
  const lines = [titles, titles.map(() => '---'), ...cells].map((line) => `| ${line.join(' | ')} |`);
  return `There are ${methods.length} methods:\n\n${lines.join('\n')}`;
}

function splitOnce(text: string, marker: string): [before: string, after: string] {
  const [before, after, ...more] = text.split(marker);
  if (before !== undefined && after !== undefined && more.length === 0) return [before, after];
  throw new Error(`Expected the document to hold the marker "${marker}" once`);
}
