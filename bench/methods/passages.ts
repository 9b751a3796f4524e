/** @file Cuts passages to a number of tokens of the model that reads them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cutToTokens } from '../../src/engine/causal/cut-to-tokens';
import { PlainTokenizer } from '../../src/engine/tokens/plain-tokenizer';
import type { Candidate } from '../../src/eval/evaluate';
import type { BenchModel } from './bench-model';

export type CutPassage = (passage: Candidate) => Candidate;

/** @param tokens `null` leaves passages unchanged */
export async function cutterFor({ folder }: BenchModel, tokens: number | null): Promise<CutPassage> {
  if (tokens === null) return (passage) => passage;
  const tokenizer = new PlainTokenizer(JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8')));
  const count = (text: string) => tokenizer.encodeUpTo(text, 0).total;
  return (passage) => {
    const room = Math.max(0, tokens - (passage.title ? count(passage.title) : 0));
    return { ...passage, text: cutToTokens(passage.text, room, count) };
  };
}
