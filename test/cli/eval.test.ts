import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { run } from './run';
import { temporaryFolder } from './temporary-folder';

const corpus = [
  { _id: 'd1', title: '', text: 'the sun is hot' },
  { _id: 'd2', title: 'Fleas', text: 'they live long and jump far' },
  { _id: 'd3', title: '', text: 'a flea' },
];
const jsonl = (records: readonly unknown[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');

/** BM25 ranks d2 (grade 1) second for q1, and d1 (grade 2) first for q2; q3 has no candidates. */
const files = {
  'corpus.jsonl': jsonl(corpus),
  'queries.jsonl': jsonl([
    { _id: 'q1', text: 'fleas live long' },
    { _id: 'q2', text: 'hot sun' },
    { _id: 'q3', text: 'nothing' },
  ]),
  'qrels.tsv': 'query-id\tcorpus-id\tscore\nq1\td2\t1\nq2\td1\t2\nq3\td1\t1\n',
  'run.bm25.trec': 'q1 Q0 d3 1 3 b\nq1 Q0 d2 2 2 b\nq1 Q0 d1 3 1 b\nq2 Q0 d1 1 2 b\nq2 Q0 d3 2 1 b\n',
};

type Report = Readonly<Record<string, unknown>> &
  Readonly<Record<'firstStage' | 'reranked', Readonly<Record<string, number>>>>;

async function evaluate(args: readonly string[] = [], options: Parameters<typeof run>[1] = {}, name = 'tiny') {
  const folder = await temporaryFolder(
    Object.fromEntries(Object.entries(files).map(([file, text]) => [join(name, file), text])),
  );
  const outcome = await run(['eval', join(folder, name), '--json', ...args], options);
  return { ...outcome, folder, report: JSON.parse(outcome.stdout || '{}') as Report };
}

describe('eval', () => {
  it('prints the report as JSON', async () => {
    const { code, report } = await evaluate();
    expect(code).toBe(0);
    expect(Object.keys(report)).toEqual([
      'set',
      'model',
      'depth',
      'method',
      'device',
      'queries',
      'candidates',
      'fusion',
      'firstStage',
      'reranked',
      'msPerQuery',
      'msPerPassage',
      'truncated',
      'engine',
    ]);
    expect(report).toMatchObject({
      set: 'tiny',
      model: 'base',
      depth: null,
      device: 'wasm',
      queries: 3,
      candidates: 100,
      fusion: 'none',
      engine: 'fake@1',
    });
    expect(report.firstStage).toMatchObject({ mrr10: 1 / 2, map: 1 / 2, recall100: 2 / 3 });
    expect(report.firstStage['ndcg10']).toBeCloseTo((1 / Math.log2(3) + 1) / 3, 12);
    expect(report.reranked).toEqual({ ndcg10: 2 / 3, mrr10: 2 / 3, map: 2 / 3, recall100: 2 / 3 });
  });

  it('prints a table without --json, and progress on stderr', async () => {
    const folder = await temporaryFolder(files);
    const { code, stdout, stderr } = await run(['eval', folder]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/base by words on wasm \(fake@1\), 3 queries, 100 candidates each\n/);
    expect(stdout).toMatch(/reranked +0\.6667 +0\.6667 +0\.6667 +0\.6667\n/);
    expect(stdout).toMatch(/ms per query, .* ms per passage, 0\.0% of passages truncated\n$/);
    expect(stderr.match(/\d\/3 queries/g)).toEqual(['1/3 queries', '2/3 queries', '3/3 queries']);
  });

  it('rewrites one line of progress on a terminal', async () => {
    let text = '';
    await evaluate([], { context: { stderr: { isTTY: true, write: (part) => (text += part) } } });
    expect(text).toMatch(/^\r1\/3 [^\n]*\r2\/3 [^\n]*\r3\/3 [^\n]*\n$/);
  });

  it('re-ranks the number of --candidates and leaves the rest in their order', async () => {
    const { report } = await evaluate(['--candidates', '1']);
    expect(report['candidates']).toBe(1);
    expect(report.reranked).toEqual(report.firstStage);
  });

  it('averages over the first --queries only', async () => {
    const { report, made } = await evaluate(['--queries', '1']);
    expect(report).toMatchObject({ queries: 1, reranked: { ndcg10: 1 } });
    expect(made[0]?.reranker.queries).toEqual(['fleas live long']);
  });

  it('counts grades from 2 for a folder named dl19, from 1 for others, and from --min-grade where it is given', async () => {
    const mrr = async (args: string[], name?: string): Promise<unknown> =>
      (await evaluate(args, {}, name)).report.reranked['mrr10'];
    expect(await mrr([], 'dl19')).toBe(1 / 3);
    expect(await mrr([])).toBe(2 / 3);
    expect(await mrr(['--min-grade', '2'])).toBe(1 / 3);
    expect(await mrr(['--min-grade', '1'], 'dl19')).toBe(2 / 3);
  });

  it('passes on the scores of the run, and no fusion by default', async () => {
    const { report, made } = await evaluate(['--fusion', 'weighted']);
    expect(report['fusion']).toBe('weighted');
    const [call] = made[0]!.reranker.calls;
    expect(call?.options).toEqual({ fusion: 'weighted' });
    expect(call?.passages).toMatchObject([
      { id: 'd3', score: 3 },
      { id: 'd2', score: 2 },
      { id: 'd1', score: 1 },
    ]);
    expect((await evaluate()).made[0]?.reranker.calls[0]?.options).toEqual({ fusion: 'none' });
  });

  it('names the fusion in its heading', async () => {
    const { stdout } = await run(['eval', await temporaryFolder(files), '--fusion', 'rrf']);
    expect(stdout).toMatch(/3 queries, 100 candidates each, fusion rrf\n/);
  });

  it('writes the new ranking to --run-out', async () => {
    const out = join(await temporaryFolder(), 'new.trec');
    await evaluate(['--run-out', out]);
    const lines = (await readFile(out, 'utf8')).split('\n').map((line) => line.split(' ').slice(0, 4).join(' '));
    expect(lines).toEqual(['q1 Q0 d2 1', 'q1 Q0 d3 2', 'q1 Q0 d1 3', 'q2 Q0 d1 1', 'q2 Q0 d3 2', '']);
  });

  it('reproduces the metrics of a run that it wrote', async () => {
    const out = join(await temporaryFolder(), 'new.trec');
    const { report } = await evaluate(['--run-out', out]);
    const folder = await temporaryFolder({ ...files, 'run.bm25.trec': await readFile(out, 'utf8') });
    const again = JSON.parse((await run(['eval', folder, '--json'])).stdout) as Report;
    expect(again.firstStage).toEqual(report.reranked);
  });

  it('rejects --run-out in a missing folder before it ranks', async () => {
    const { code, stderr, made } = await evaluate(['--run-out', 'no/such/folder/new.trec']);
    expect([code, made]).toEqual([1, []]);
    expect(stderr).toMatch(/^rankside: Cannot write "no\/such\/folder\/new\.trec"/);
  });

  it('divides the time by the passages that were not cached, and reports the share of distinct passages truncated', async () => {
    // d1 and d3 are candidates of two queries, so 3 of the 5 candidates are distinct. Only d2 and d1 have more than 3
    // words.
    const { report } = await evaluate([], { fake: { maxWords: 3 } });
    expect(report['truncated']).toBeCloseTo(2 / 3, 12);
    const [query, passage] = [report['msPerQuery'] as number, report['msPerPassage'] as number];
    expect(passage).toBeCloseTo((query * 2) / 3, 9);
  });

  it('counts every passage where the method has no cache', async () => {
    const { report } = await evaluate([], { fake: { withoutCache: true } });
    const [query, passage] = [report['msPerQuery'] as number, report['msPerPassage'] as number];
    expect(passage).toBeCloseTo((query * 2) / 5, 9);
  });

  it('keeps the first-stage order of a query that is too long, with a warning', async () => {
    const { code, report, stderr } = await evaluate([], { fake: { maxQueryWords: 2 } });
    expect(code).toBe(0);
    expect(report.reranked).toEqual(report.firstStage);
    expect(stderr).toContain(
      'rankside: Kept the first-stage order of a query: Expected a query of at most 2 tokens, got 3\n',
    );
  });

  it('passes on --method and --long-passages', async () => {
    const { made } = await evaluate(['--method', 'yes-no', '--long-passages', 'windows']);
    expect(made[0]?.options).toMatchObject({ method: 'yes-no', longPassages: 'windows' });
    expect((await evaluate(['--long-passages', 'half'])).code).toBe(2);
  });

  it('passes on the model with a cache for every passage, and disposes the reranker', async () => {
    const { made } = await evaluate(['--model', 'mine']);
    expect(made.map(({ options }) => options)).toEqual([{ model: 'mine', vectorCacheBytes: 2 ** 31 }]);
    expect(made[0]?.reranker.disposed).toBe(1);
  });

  it('passes on --depth', async () => {
    const { made } = await evaluate(['--depth', '2']);
    expect(made.map(({ options }) => options)).toEqual([{ depth: 2, vectorCacheBytes: 2 ** 31 }]);
    expect((await run(['eval', 'x', '--depth', 'two'])).stderr).toContain('Expected --depth to be a positive integer');
  });

  it('reads a compressed corpus', async () => {
    const { 'corpus.jsonl': plain, ...others } = files;
    const folder = await temporaryFolder({ ...others, 'corpus.jsonl.gz': gzipSync(plain) });
    expect((await run(['eval', folder])).code).toBe(0);
    await writeFile(join(folder, 'corpus.jsonl.gz'), '<html>');
    const { code, stderr } = await run(['eval', folder]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^rankside: Cannot read ".*corpus\.jsonl\.gz": .+\n$/);
  });

  it.each(Object.keys(files))('exits with 1 and names %s where the file is missing', async (file) => {
    const folder = await temporaryFolder(Object.fromEntries(Object.entries(files).filter(([name]) => name !== file)));
    const { code, stderr, made } = await run(['eval', folder]);
    expect([code, made]).toEqual([1, []]);
    expect(stderr).toBe(`rankside: Expected ${file} or ${file}.gz in the folder "${folder}", got neither\n`);
  });

  it('exits with 1, file and line where a file is malformed', async () => {
    const folder = await temporaryFolder({ ...files, 'qrels.tsv': 'q1\td2\tgood\n' });
    const { code, stderr } = await run(['eval', folder]);
    expect([code, stderr]).toEqual([
      1,
      `rankside: ${join(folder, 'qrels.tsv')}:1: Expected an integer grade, got \`good\`\n`,
    ]);
  });
});
