/** @file What can be evaluated: the built-in questions, what the reader judged, a folder in BEIR's layout. Each with a BM25 run. */
import type { BackgroundRemote } from '../documents/background';
import type { BeirDocument, BeirSet } from '../../../eval/beir';
import { parseCorpus, parseQrels, parseQueries } from '../../../eval/beir';
import { parseRunScores, runOf } from '../../../eval/trec-run';
import type { Judgments } from './judgments';

/** Hits of the first stage a query. */
export const DEPTH = 100;

/** Collections up to this many passages are also read whole, as the search does once the vectors are there. */
export const WIDE = 1000;

export type NamedSet = { readonly name: string; readonly set: BeirSet };

export async function collectionSet(background: BackgroundRemote): Promise<NamedSet> {
  const [{ collectionFiles }, { JUDGED_QUERIES }] = await Promise.all([
    import('../collection/collection'),
    import('../collection/judged-queries'),
  ]);
  const chunks = await background.chunksOf(collectionFiles().map((file) => ({ path: file.name, file })));
  // A section is one passage here; a table's rows have no heading and keep their place.
  const corpus = new Map(
    chunks.map(({ id, document, heading, text }): [string, BeirDocument] => {
      const section = heading.split(' › ').at(-1) ?? '';
      const name = section === '' ? id : `${document}#${section}`;
      return [name, { id: name, title: heading, text }];
    }),
  );
  const queries = new Map(JUDGED_QUERIES.map(({ query }, at) => [String(at), query]));
  const qrels = new Map(JUDGED_QUERIES.map(({ grades }, at) => [String(at), new Map(Object.entries(grades))]));
  return { name: 'the built-in collection', set: await withRun(background, corpus, queries, qrels) };
}

/** Queries that the reader judged at least one passage relevant for, over the library as it is now. */
export async function judgedSet(background: BackgroundRemote, judgments: Judgments): Promise<NamedSet> {
  const judged = [...judgments.all].filter(([, grades]) => [...grades.values()].some(({ grade }) => grade > 0));
  if (judged.length === 0) throw new RangeError('Nothing is judged relevant yet: switch on “Judge” above your results');
  const queries = new Map(judged.map(([query]) => [query, query]));
  const qrels = new Map(
    judged.map(([query, grades]) => [query, new Map([...grades].map(([id, { grade }]) => [id, grade]))]),
  );
  const passages = await background.passages({});
  const corpus = new Map(passages.map(({ id, heading, name, text }) => [id, { id, title: heading || name, text }]));
  return { name: 'what you judged', set: await withRun(background, corpus, queries, qrels) };
}

/** `corpus.jsonl`, `queries.jsonl`, `qrels/*.tsv` or `qrels.tsv`, and `run.bm25.trec` where there is one. */
export async function beirSet(background: BackgroundRemote, files: readonly File[]): Promise<NamedSet> {
  const read = async (pattern: RegExp, what: string): Promise<string> => {
    const file = files.find(({ webkitRelativePath, name }) => pattern.test(webkitRelativePath || name));
    if (file === undefined) throw new RangeError(`Expected ${what} in the folder, got ${files.length} other files`);
    return file.text();
  };
  const corpus = parseCorpus(await read(/(^|\/)corpus\.jsonl$/, 'corpus.jsonl'));
  const queries = parseQueries(await read(/(^|\/)queries\.jsonl$/, 'queries.jsonl'));
  const qrels = parseQrels(await read(/(^|\/)(qrels\/test|qrels\/dev|qrels\/[^/]+|qrels)\.tsv$/, 'qrels/test.tsv'));
  const run = files.find(({ name }) => name === 'run.bm25.trec');
  const name = files[0]?.webkitRelativePath.split('/')[0] ?? 'the folder';
  if (run === undefined) return { name, set: await withRun(background, corpus, queries, qrels) };
  const scores = parseRunScores(await run.text());
  return { name, set: { corpus, queries, qrels, run: runOf(scores), scores } };
}

/** The same with every passage in the run, behind the hits by words and with score 0. */
export function readWhole(set: BeirSet): BeirSet {
  const scores = new Map(
    [...set.qrels.keys()].map((query) => {
      const found = set.scores?.get(query) ?? new Map<string, number>();
      const others = [...set.corpus.keys()].filter((id) => !found.has(id)).map((id): [string, number] => [id, 0]);
      return [query, new Map([...found, ...others])];
    }),
  );
  return { ...set, scores, run: runOf(scores) };
}

async function withRun(
  background: BackgroundRemote,
  corpus: ReadonlyMap<string, BeirDocument>,
  queries: ReadonlyMap<string, string>,
  qrels: BeirSet['qrels'],
): Promise<BeirSet> {
  const judged = new Map([...queries].filter(([id]) => qrels.has(id)));
  const scores = await background.firstStage([...corpus.values()], judged, DEPTH);
  return { corpus, queries, qrels, run: runOf(scores), scores };
}
