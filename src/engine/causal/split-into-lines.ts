/** @file Splits a turn into lines, each of which is tokenized as a whole. Pure. */
import type { PromptPart } from '../../prompts/prompt';

/** A line: the prompt's own words before and after at most one field, which is a text of the caller's. */
export type Line = { readonly before: string; readonly field?: PromptPart; readonly after: string };

/** Splits after line breaks that more text follows. */
export function splitIntoLines(pieces: readonly PromptPart[]): Line[] {
  const lines: Line[] = [];
  let line: { before: string; field?: PromptPart; after: string } = { before: '', after: '' };
  const isEmpty = () => line.before === '' && !line.field;
  for (const piece of pieces) {
    if (piece.from !== 'prompt') {
      if (line.before.endsWith('\n')) {
        lines.push(line);
        line = { before: '', after: '' };
      }
      line.field = piece;
      continue;
    }
    for (const chunk of piece.text.split(/(?<=\n)(?=[^\n])/)) {
      const ended = (line.field ? line.after : line.before).endsWith('\n');
      if (ended && !chunk.startsWith('\n')) {
        lines.push(line);
        line = { before: '', after: '' };
      }
      if (line.field) line.after += chunk;
      else line.before += chunk;
    }
  }
  if (!isEmpty()) lines.push(line);
  return lines;
}
