import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseQrels } from '../../src/eval/beir';
import { runMetrics } from '../../src/eval/metrics';
import { parseRun } from '../../src/eval/trec-run';

const root = fileURLToPath(new URL('../..', import.meta.url));
const asked = process.env['RANKSIDE_DATA'];
const data = resolve(root, asked ?? '../shared/data/eval');

/** nDCG@10, MRR@10, Recall@100 and MAP of BM25, from the sets' READMEs. */
const published = {
  dl19: [0.5058, 0.7024, 0.491, 0.2476],
  nfcorpus: [0.3214, 0.5224, 0.2455, 0.1448],
  scifact: [0.678, 0.6437, 0.9287, 0.6394],
  'xquad-en': [0.967, 0.9581, 0.9966, 0.9583],
};

describe('runMetrics()', () => {
  it.for(Object.entries(published))('matches the published BM25 metrics of %s to 1e-4', ([set, figures], { skip }) => {
    const read = (file: string): string => readFileSync(resolve(data, set, file), 'utf8');
    skip(asked === undefined && !existsSync(data), `there is no ${data}; RANKSIDE_DATA may name another folder`);
    const metrics = runMetrics(parseRun(read('run.bm25.trec')), parseQrels(read('qrels.tsv')), set === 'dl19' ? 2 : 1);
    const found = [metrics.ndcg10, metrics.mrr10, metrics.recall100, metrics.map];
    found.forEach((value, index) => {
      expect(Math.abs(value - (figures[index] ?? NaN))).toBeLessThan(1e-4);
    });
  });
});
