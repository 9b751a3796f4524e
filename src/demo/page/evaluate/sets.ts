/**
 * @file The sets that can be evaluated, each with a BM25 run: the built-in questions, the reader's own judgments, and a
 * folder in the BEIR format.
 */
import type { BackgroundRemote } from '../documents/background';
import type { BeirDocument, BeirSet } from '../../../eval/beir';
import { parseCorpus, parseQrels, parseQueries } from '../../../eval/beir';
import { parseRunScores, runOf } from '../../../eval/trec-run';
import { type Judgments, judgmentKey } from '../judgments/judgments';

/** How many hits of the first stage are reranked for each question. */
export const DEPTH = 100;

/** In a collection of at most this size every passage is reranked too, as the search does once all vectors exist. */
export const MAX_EXHAUSTIVE = 1000;

export type NamedSet = {
  readonly source: 'collection' | 'judged' | 'beir';
  readonly name: string;
  readonly set: BeirSet;
};

export async function collectionSet(background: BackgroundRemote): Promise<NamedSet> {
  const [{ collectionFiles }, { JUDGED_QUERIES }] = await Promise.all([
    import('../collection/collection'),
    import('../collection/judged-queries'),
  ]);
  const chunks = await background.chunkFiles(collectionFiles().map((file) => ({ path: file.name, file })));
  // Judgments name a section by its heading, and each section is one passage; rows of a table have no heading and keep
  // their id.
  const corpus = new Map(
    chunks.map(({ id, document, heading, text }): [string, BeirDocument] => {
      const section = heading.split(' › ').at(-1) ?? '';
      const name = section === '' ? id : `${document}#${section}`;
      return [name, { id: name, title: heading, text }];
    }),
  );
  const queries = new Map(JUDGED_QUERIES.map(({ query }, index) => [String(index), query]));
  const qrels = new Map(JUDGED_QUERIES.map(({ grades }, index) => [String(index), new Map(Object.entries(grades))]));
  return {
    source: 'collection',
    name: 'the built-in collection',
    set: await withRun(background, corpus, queries, qrels),
  };
}

/** The queries for which the reader judged at least one passage relevant, over the current library. */
export async function judgedSet(background: BackgroundRemote, judgments: Judgments): Promise<NamedSet> {
  const judged = [...judgments.all].filter(([, grades]) => [...grades.values()].some(({ grade }) => grade > 0));
  if (judged.length === 0)
    throw new RangeError('You have not marked any passage as relevant yet: turn on “Judge results” in Search');
  const queries = new Map(judged.map(([query]) => [query, query]));
  const qrels = new Map(
    judged.map(([query, grades]) => [query, new Map([...grades].map(([id, { grade }]) => [id, grade]))]),
  );
  const passages = await background.passages({});
  const corpus = new Map(
    passages.map(({ heading, name, text }) => {
      const id = judgmentKey(text);
      return [id, { id, title: heading || name, text }];
    }),
  );
  return { source: 'judged', name: 'your own judgments', set: await withRun(background, corpus, queries, qrels) };
}

/**
 * Reads `corpus.jsonl`, `queries.jsonl`, one file of judgments as `chooseJudgments` prefers, and `run.bm25.trec` if it
 * exists. The name of the set contains that of the split.
 */
export async function beirSet(background: BackgroundRemote, files: readonly File[]): Promise<NamedSet> {
  const read = async (pattern: RegExp, expected: string): Promise<string> => {
    const file = files.find(({ webkitRelativePath, name }) => pattern.test(webkitRelativePath || name));
    if (file === undefined) throw new RangeError(`Expected ${expected} in the folder, got ${files.length} other files`);
    return file.text();
  };
  const corpus = parseCorpus(await read(/(^|\/)corpus\.jsonl$/, 'corpus.jsonl'));
  const queries = parseQueries(await read(/(^|\/)queries\.jsonl$/, 'queries.jsonl'));
  const judgments = chooseJudgments(
    files.map(({ webkitRelativePath, name: fileName }) => webkitRelativePath || fileName),
  );
  if (judgments === undefined)
    throw new RangeError(`Expected qrels/test.tsv in the folder, got ${files.length} other files`);
  const qrelsFile = files[judgments.index]!;
  const qrels = parseQrels(await qrelsFile.text(), qrelsFile.name);
  const run = files.find(({ name }) => name === 'run.bm25.trec');
  const folder = files[0]?.webkitRelativePath.split('/')[0] ?? 'the folder';
  const name = judgments.split === undefined ? folder : `${folder} (${judgments.split})`;
  if (run === undefined) return { source: 'beir', name, set: await withRun(background, corpus, queries, qrels) };
  const scores = parseRunScores(await run.text());
  return { source: 'beir', name, set: { corpus, queries, qrels, run: runOf(scores), scores } };
}

/** The splits of a BEIR set, the preferred one first; others follow in the order of their names. */
const SPLITS = ['test', 'dev', 'validation', 'train'];

type Chosen = { readonly index: number; readonly split?: string };

/**
 * The file of judgments to use: `qrels/test.tsv` before those of other splits, and `qrels.tsv`, which names no split,
 * last.
 */
export function chooseJudgments(paths: readonly string[]): Chosen | undefined {
  const found = paths.flatMap((path, index): Chosen[] => {
    const split = /(?:^|\/)qrels\/([^/]+)\.tsv$/.exec(path)?.[1];
    if (split !== undefined) return [{ index, split }];
    return /(?:^|\/)qrels\.tsv$/.test(path) ? [{ index }] : [];
  });
  const rankOf = ({ split }: Chosen): number => {
    const rank = split === undefined ? SPLITS.length + 1 : SPLITS.indexOf(split);
    return rank < 0 ? SPLITS.length : rank;
  };
  return found.sort((a, b) => rankOf(a) - rankOf(b) || paths[a.index]!.localeCompare(paths[b.index]!))[0];
}

/** The same set with every passage in its runs: the passages that BM25 did not find follow its hits, with score 0. */
export function withEveryPassage(set: BeirSet): BeirSet {
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
  const scores = await background.scoreWithBm25([...corpus.values()], judged, DEPTH);
  return { corpus, queries, qrels, run: runOf(scores), scores };
}
