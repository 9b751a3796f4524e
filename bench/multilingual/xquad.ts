/**
 * @file Reads XQuAD: the same 240 paragraphs and 1,190 questions, translated by people into eleven languages (Artetxe,
 * Ruder and Yogatama, 2020).
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Question = {
  readonly text: string;
  /** The index of the paragraph that it was asked about, the only one that counts as relevant. */
  readonly answer: number;
};

export type Xquad = { readonly paragraphs: readonly string[]; readonly questions: readonly Question[] };

type File = {
  readonly data: readonly {
    readonly paragraphs: readonly {
      readonly context: string;
      readonly qas: readonly { readonly question: string }[];
    }[];
  }[];
};

/** @param count how many questions are taken, at equal distances over all. They are the same in every language. */
export async function readXquad(folder: string, language: string, count: number): Promise<Xquad> {
  const { data } = JSON.parse(await readFile(join(folder, `xquad.${language}.json`), 'utf8')) as File;
  const paragraphs = data.flatMap((article) => article.paragraphs);
  const all = paragraphs.flatMap(({ qas }, answer) =>
    qas.map(({ question }): Question => ({ text: question, answer })),
  );
  const step = Math.max(1, all.length / count);
  const questions = Array.from({ length: Math.min(count, all.length) }, (_, index) => all[Math.floor(index * step)]!);
  return { paragraphs: paragraphs.map(({ context }) => context), questions };
}
