/**
 * @file The passages box: blocks of text parted by blank lines, each one passage; a first line that starts with `# ` is its
 * title. Each passage gets a key made of its content, so that an edit elsewhere in the box leaves its row alone.
 */

export type Entry = {
  /** Equal for equal content, and unique in the box: the second of two equal passages gets another key. */
  readonly key: string;
  readonly passage: { readonly id: string; readonly text: string; readonly title?: string };
};

/** Passages in the order of the box. Text that is only blank gives none. */
export function parsePassages(source: string): Entry[] {
  const seen = new Map<string, number>();
  return source
    .replaceAll(/\r\n?/g, '\n')
    .split(/\n(?:[^\S\n]*\n)+/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map((block) => toEntry(block, seen));
}

/** The inverse of `parsePassages`, for the sample and for tests. */
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

/** A line break inside a passage is only wrapping. */
function unwrap(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}
