/** @file A data folder with two small sets in BEIR's layout. */
import { temporaryFolder } from '../cli/temporary-folder';

const jsonl = (records: readonly unknown[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');

/**
 * BM25 ranks d2 (grade 2) last of three for q1, and shared words rank it first; for q2, BM25 ranks d1 (grade 1) first;
 * q3 has no candidates; q4 is not judged.
 */
const files = {
  'corpus.jsonl': jsonl([
    { _id: 'd1', title: '', text: 'the sun is hot' },
    { _id: 'd2', title: 'Fleas', text: 'they live long and jump far' },
    { _id: 'd3', title: '', text: 'a flea' },
  ]),
  'queries.jsonl': jsonl([
    { _id: 'q1', text: 'fleas live long' },
    { _id: 'q2', text: 'hot sun' },
    { _id: 'q3', text: 'nothing' },
    { _id: 'q4', text: 'unjudged' },
  ]),
  'qrels.tsv': 'query-id\tcorpus-id\tscore\nq1\td2\t2\nq1\td1\t0\nq2\td1\t1\nq3\td1\t1\n',
  'run.bm25.trec': 'q1 Q0 d3 1 9 b\nq1 Q0 d1 2 2 b\nq1 Q0 d2 3 1 b\nq2 Q0 d1 1 2 b\nq2 Q0 d3 2 1 b\nq4 Q0 d1 1 1 b\n',
};

const listed = [
  { set: 'fleas', docs: 3, min_rel: 1 },
  { set: 'xquad-en', docs: 3, min_rel: 2 },
];

export function tinySets(): Promise<string> {
  const sets = listed.flatMap(({ set }) => Object.entries(files).map(([name, text]) => [`${set}/${name}`, text]));
  return temporaryFolder({ ...(Object.fromEntries(sets) as typeof files), 'sets.json': JSON.stringify(listed) });
}
