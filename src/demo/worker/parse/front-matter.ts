/**
 * @file Reads the front matter of Markdown, YAML between two fences at the start of the file. Text between two rules is
 * none, and what a person wrote in front matter stays searchable.
 */
import type { Block } from './parser';

export type FrontMatter = {
  readonly blocks: readonly Block[];
  /** Where the text behind the second fence starts. */
  readonly end: number;
};

const OPENING = /^---[^\S\n]*$/;
const CLOSING = /^(?:---|\.\.\.)[^\S\n]*$/;
const MAX_LINES = 400;

/** Settings of the programs that make sites of Markdown, which say nothing about the subject. */
const SETTINGS = new Set(
  (
    'layout permalink slug url id uid weight order draft published template theme type lang language locale toc nav_order ' +
    'sidebar sidebar_position sidebar_label navbar hide_title robots sitemap cssclass cssclasses kernelspec jupyter jupytext ' +
    'marp paginate output'
  ).split(' '),
);

/** Returns undefined for a source that starts with no YAML of names and values between two fences. */
export async function frontMatterOf(source: string): Promise<FrontMatter | undefined> {
  const lines = source.split('\n', MAX_LINES);
  if (!OPENING.test(lines[0] ?? '')) return undefined;
  const close = lines.findIndex((line, at) => at > 0 && CLOSING.test(line));
  if (close <= 0) return undefined;
  const { parse } = await import('yaml');
  try {
    const value: unknown = parse(lines.slice(1, close).join('\n'), { maxAliasCount: 100 });
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return { blocks: blocksOf(value), end: lines.slice(0, close + 1).join('\n').length + 1 };
  } catch {
    return undefined;
  }
}

function blocksOf(value: object): Block[] {
  const entries = Object.entries(value).map(([name, one]): [string, string] => [name, textOf(one)]);
  const title = entries.find(([name]) => name.toLowerCase() === 'title')?.[1] ?? '';
  const texts = entries.filter(
    ([name, text]) => text !== '' && name.toLowerCase() !== 'title' && !SETTINGS.has(name.toLowerCase()),
  );
  return [
    ...(title === '' ? [] : [{ kind: 'heading', text: title, level: 1 } as const]),
    ...(texts.length === 0
      ? []
      : [{ kind: 'text', text: texts.map(([name, text]) => `${name}: ${text}`).join('; ') } as const]),
  ];
}

/** The texts and numbers within a value of YAML. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value.replace(/\s+/g, ' ').trim();
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join(', ');
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .flatMap(([name, one]) => (textOf(one) === '' ? [] : [`${name}: ${textOf(one)}`]))
    .join(', ');
}
