/** @file Reads the code of docs/sites.md, so that the sites are built with the lines that people copy from there. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';

/** @returns the code below one heading: its shell commands, and its files by name */
export async function blocksOf(heading) {
  const docs = await readFile(join(root, 'docs/sites.md'), 'utf8');
  const section = docs.split(/^## /m).find((each) => each.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`Expected docs/sites.md to have the heading "${heading}"`);
  const fences = [...section.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language, code]) => ({ language, code }));
  const shell = fences.filter(({ language }) => language === 'sh').flatMap(({ code }) => code.trim().split('\n'));
  const files = fences.flatMap(({ code }) => {
    const [, line, name] = /^((?:\/\/|<!--) (\S+\.\w+)(?: -->)?\n)/.exec(code) ?? [];
    return name === undefined ? [] : [[name, code.slice(line.length)]];
  });
  return { shell, files: new Map(files) };
}

/** The line of `code` that begins with `start`, with its end of line. @throws Error if there is none, or several */
export function lineOf(code, start) {
  const lines = code.split('\n').filter((line) => line.trimStart().startsWith(start));
  if (lines.length === 1) return `${lines[0]}\n`;
  throw new Error(`Expected one line that begins with "${start}", got ${lines.length}`);
}

/** Adds text behind the first place where `code` has `mark`. */
export function insertAfter(code, mark, text) {
  const at = code.indexOf(mark);
  if (at < 0) throw new Error(`Expected "${mark}" in the starter's configuration`);
  return `${code.slice(0, at + mark.length)}\n${text}${code.slice(at + mark.length)}`;
}
