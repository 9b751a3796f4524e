/** @file Typed uses of the package, compiled in the consumer project against the published declarations. */
import { type Ranked, type RankEvent, createReranker, isRerankError } from 'rankside';
import { rerankingModel } from 'rankside/ai-sdk';
import type { ListResult } from 'rankside/element';
import { createRerankFetch } from 'rankside/fetch';
import { rerankedSearch } from 'rankside/minisearch';
import { createRemoteReranker } from 'rankside/remote';
import { createFakeReranker } from 'rankside/test';

type Note = { readonly id: string; readonly text: string; readonly colour: 'red' | 'blue' };
const notes: readonly Note[] = [{ id: 'a', text: 'Bees make honey.', colour: 'red' }];

export async function best(): Promise<Ranked<Note> | undefined> {
  await using reranker = await createReranker({ device: 'auto', onStatus: (event) => event.kind });
  const { results } = await reranker.rerank('honey', notes, { topN: 1 });
  return results[0];
}

export async function colours(onError: (code: string) => void): Promise<readonly string[]> {
  const reranker = await createFakeReranker();
  try {
    const seen: string[] = [];
    for await (const event of reranker.stream('honey', notes)) if (event.kind === 'done') seen.push(...colour(event));
    return seen;
  } catch (error) {
    if (isRerankError(error, 'query-too-long')) onError(error.code);
    throw error;
  }
}

const colour = (event: Extract<RankEvent<Note>, { kind: 'done' }>): string[] =>
  event.results.map((result) => result.passage.colour);

export async function adapted(): Promise<readonly number[]> {
  const reranker = await createFakeReranker();
  const { ranking } = await rerankingModel(reranker).doRerank({
    query: 'honey',
    documents: { type: 'text', values: ['Bees make honey.'] },
  });
  const hosted: typeof fetch = createRerankFetch(() => reranker);
  const remote = createRemoteReranker({ url: 'https://search.example/rerank', api: 'tei', fetch: hosted });
  const url: string = remote.report.url;
  const answer = await rerankedSearch(
    { search: () => [{ score: 1, text: url }] },
    { reranker, passage: ({ text }) => text },
  )('honey');
  return [...ranking.map(({ index }) => index), ...answer.results.map(({ hit }) => hit.score)];
}

export function listen(element: HTMLElementTagNameMap['rerank-list']): void {
  const seen: ListResult[] = [];
  document.body.addEventListener('rerank-done', ({ detail }) => seen.push(...detail.results));
  element.query = 'honey';
  element.reranker = () => createReranker();
}
