/** @file Measures one model: nDCG@10 of questions over paragraphs, nDCG@10 on judged sets, and its time a passage. */
import type { Reranker } from '../../src/client/reranker';
import { readBeir } from '../../src/cli/read-beir';
import { evaluate } from '../../src/eval/evaluate';
import { queryMetrics } from '../../src/eval/metrics';
import type { Question } from './xquad';

/** Returns the nDCG@10 of each question, with all paragraphs as candidates. */
export async function askAll(
  reranker: Reranker,
  questions: readonly Question[],
  paragraphs: readonly string[],
): Promise<number[]> {
  const found: number[] = [];
  for (const { text, answer } of questions) {
    const { results } = await reranker.rerank(text, paragraphs, { fusion: 'none', topN: 10 });
    const ranking = results.map(({ index }) => String(index));
    found.push(queryMetrics(ranking, new Map([[String(answer), 1]]), 1).ndcg10);
  }
  return found;
}

/** Returns the nDCG@10 of each of the first `queries` queries of a judged set, over the first stage's best hundred. */
export async function judge(
  reranker: Reranker,
  folder: string,
  queries: number,
): Promise<{ readonly reranked: number[]; readonly before: number[] }> {
  const rank = async (query: string, passages: readonly { readonly text: string }[]) => {
    const { results } = await reranker.rerank(query, passages, { fusion: 'none' });
    return results.map(({ index }) => index);
  };
  const found = { reranked: [] as number[], before: [] as number[] };
  for await (const step of evaluate(await readBeir(folder), { rank, candidates: 100, minGrade: 1, queries })) {
    found.reranked.push(step.reranked.ndcg10);
    found.before.push(step.firstStage.ndcg10);
  }
  return found;
}

/** How many passages are encoded at a time; the models take turns, so that other work on the machine meets all. */
const TURN = 16;

/** Returns the milliseconds that each model takes to rank a passage that it has not seen. */
export async function timePerPassage(
  rerankers: readonly Reranker[],
  query: string,
  passages: readonly string[],
): Promise<number[]> {
  const total = rerankers.map(() => 0);
  for (let start = 0; start < passages.length; start += TURN) {
    const turn = passages.slice(start, start + TURN);
    for (const [index, reranker] of rerankers.entries()) {
      const from = performance.now();
      await reranker.rerank(query, turn, { fusion: 'none' });
      total[index]! += performance.now() - from;
    }
  }
  return total.map((ms) => ms / passages.length);
}
