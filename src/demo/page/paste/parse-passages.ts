/**
 * @file Parses the box of passages: blank lines separate passages, and a first line that starts with `# ` is the title.
 * The key of a passage is made from its content, so that an edit elsewhere in the box does not change it.
 */

export type Entry = {
  /** The same for the same content, and unique in the box: the second of two equal passages gets another key. */
  readonly key: string;
  readonly passage: { readonly id: string; readonly text: string; readonly title?: string };
};

/** Returns the passages in the order of the box; none for blank text. */
export function parsePassages(source: string): Entry[] {
  const seen = new Map<string, number>();
  return source
    .replaceAll(/\r\n?/g, '\n')
    .split(/\n(?:[^\S\n]*\n)+/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map((block) => toEntry(block, seen));
}

/** The inverse of `parsePassages`. */
export function formatPassages(passages: readonly { readonly title?: string; readonly text: string }[]): string {
  return passages
    .map(({ title, text }) => (title === undefined ? text : text === '' ? `# ${title}` : `# ${title}\n${text}`))
    .join('\n\n');
}

function toEntry(block: string, seen: Map<string, number>): Entry {
  const copies = seen.get(block) ?? 0;
  seen.set(block, copies + 1);
  const key = copies === 0 ? block : `${block}\n\n${copies}`;
  const { title, text } = splitTitle(block);
  return { key, passage: title === undefined ? { id: key, text } : { id: key, title, text } };
}

function splitTitle(block: string): { readonly title?: string; readonly text: string } {
  const heading = /^#[^\S\n]+(\S[^\n]*)(?:\n|$)/.exec(block);
  const title = heading?.[1]?.trim();
  if (heading === null || title === undefined) return { text: unwrap(block) };
  return { title, text: unwrap(block.slice(heading[0].length)) };
}

/** Replaces line breaks inside a passage, which only wrap it, by spaces. */
function unwrap(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}
