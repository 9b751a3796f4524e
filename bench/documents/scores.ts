/**
 * @file What the model computes of the collection: the logit of every question and passage, and the pooled vectors. It
 * is kept in a file by the passages' texts, so that a run encodes only passages that changed.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { Hit } from '../../src/demo/shared/library-data';
import { toPassage } from '../../src/demo/shared/passage';
import type { Reranker } from '../../src/client/reranker';

export type Entry = { readonly logits: readonly number[]; readonly pooled: readonly number[] };
export type Scores = {
  /** By `keyOf`. */
  readonly passages: Readonly<Record<string, Entry>>;
  /** The pooled vector of each question. */
  readonly questions: readonly (readonly number[])[];
  /** The share of the words in fused scores. */
  readonly weight: number;
};

type Model = Pick<Reranker, 'rerank' | 'embed' | 'report' | 'dispose'>;

export function keyOf(hit: Hit): string {
  const { title, text } = toPassage(hit);
  return createHash('sha256').update(`${title}\n${text}`).digest('base64url').slice(0, 20);
}

const BATCH = 200;

export async function readScores(
  file: string,
  hits: readonly Hit[],
  questions: readonly string[],
  create: () => Promise<Model>,
): Promise<Scores> {
  const kept = await keptIn(file, questions);
  const passages = { ...kept?.passages };
  const missing = [...new Map(hits.map((hit) => [keyOf(hit), hit])).entries()].filter(([key]) => !(key in passages));
  if (missing.length === 0 && kept !== undefined) return kept;
  const model = await create();
  try {
    const asked = await model.embed!(questions, { kind: 'query' });
    const rowOf = ({ components, dimensions, scales }: typeof asked, at: number): number[] =>
      Array.from(components.subarray(at * dimensions, (at + 1) * dimensions), (value) => value * scales[at]!);
    const base = { questions: questions.map((_, at) => rowOf(asked, at)), weight: model.report.fusion.weight };
    for (let from = 0; from < missing.length; from += BATCH) {
      const batch = missing.slice(from, from + BATCH);
      const texts = batch.map(([, hit]) => ({ title: toPassage(hit).title, text: hit.text }));
      const pooled = await model.embed!(texts);
      const logits = texts.map((): number[] => []);
      for (const question of questions) {
        const { results } = await model.rerank(question, texts, { fusion: 'none', strategy: 'exact' });
        for (const { index, logit = NaN } of results) logits[index]!.push(Math.round(logit * 1e4) / 1e4);
      }
      batch.forEach(([key], at) => {
        const vector = rowOf(pooled, at).map((value) => Math.round(value * 1e4) / 1e4);
        passages[key] = { logits: logits[at]!, pooled: vector };
      });
      process.stderr.write(`\rencoded ${Math.min(from + BATCH, missing.length)} of ${missing.length} passages `);
      await writeFile(file, JSON.stringify({ asked: questions, scores: { ...base, passages } }));
    }
    return { ...base, passages };
  } finally {
    await model.dispose();
  }
}

async function keptIn(file: string, questions: readonly string[]): Promise<Scores | undefined> {
  try {
    const { asked, scores } = JSON.parse(await readFile(file, 'utf8')) as { asked: string[]; scores: Scores };
    return JSON.stringify(asked) === JSON.stringify(questions) ? scores : undefined;
  } catch {
    return undefined;
  }
}
