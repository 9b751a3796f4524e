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

/** q1: BM25 has d2 (grade 1) second. q2: d1 (grade 2) is first. q3: no candidates. */
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

async function evaluate(args: readonly string[] = [], world: Parameters<typeof run>[1] = {}, name = 'tiny') {
  const folder = await temporaryFolder(
    Object.fromEntries(Object.entries(files).map(([file, text]) => [join(name, file), text])),
  );
  const outcome = await run(['eval', join(folder, name), '--json', ...args], world);
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
    expect(stdout).toMatch(/ms a query, .* ms a passage, 0\.0 % of passages cut\n$/);
    expect(stderr.match(/\d\/3 queries/g)).toEqual(['1/3 queries', '2/3 queries', '3/3 queries']);
  });

  it('rewrites one line of progress on a terminal', async () => {
    let text = '';
    await evaluate([], { context: { stderr: { isTTY: true, write: (part) => (text += part) } } });
    expect(text).toMatch(/^\r1\/3 [^\n]*\r2\/3 [^\n]*\r3\/3 [^\n]*\n$/);
  });

  it('re-ranks as many --candidates and leaves the rest in place', async () => {
    const { report } = await evaluate(['--candidates', '1']);
    expect(report['candidates']).toBe(1);
    expect(report.reranked).toEqual(report.firstStage);
  });

  it('takes the first --queries and averages over them alone', async () => {
    const { report, made } = await evaluate(['--queries', '1']);
    expect(report).toMatchObject({ queries: 1, reranked: { ndcg10: 1 } });
    expect(made[0]?.reranker.queries).toEqual(['fleas live long']);
  });

  it('counts grades from 2 for a folder named dl19, from 1 else, and from --min-grade where given', async () => {
    const mrr = async (args: string[], name?: string): Promise<unknown> =>
      (await evaluate(args, {}, name)).report.reranked['mrr10'];
    expect(await mrr([], 'dl19')).toBe(1 / 3);
    expect(await mrr([])).toBe(2 / 3);
    expect(await mrr(['--min-grade', '2'])).toBe(1 / 3);
    expect(await mrr(['--min-grade', '1'], 'dl19')).toBe(2 / 3);
  });

  it('hands over the scores of the run, and no fusion unless asked', async () => {
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

  it('gives the figures of a run it wrote itself', async () => {
    const out = join(await temporaryFolder(), 'new.trec');
    const { report } = await evaluate(['--run-out', out]);
    const folder = await temporaryFolder({ ...files, 'run.bm25.trec': await readFile(out, 'utf8') });
    const again = JSON.parse((await run(['eval', folder, '--json'])).stdout) as Report;
    expect(again.firstStage).toEqual(report.reranked);
  });

  it('refuses --run-out in a missing folder before anything is ranked', async () => {
    const { code, stderr, made } = await evaluate(['--run-out', 'no/such/folder/new.trec']);
    expect([code, made]).toEqual([1, []]);
    expect(stderr).toMatch(/^rankside: Cannot write "no\/such\/folder\/new\.trec"/);
  });

  it('divides the time by the passages scored afresh and gives the share of distinct ones cut', async () => {
    // d1 and d3 are asked for twice: 5 candidates, 3 distinct; only d2 and d1 have more than 3 words.
    const { report } = await evaluate([], { fake: { maxWords: 3 } });
    expect(report['truncated']).toBeCloseTo(2 / 3, 12);
    const [query, passage] = [report['msPerQuery'] as number, report['msPerPassage'] as number];
    expect(passage).toBeCloseTo((query * 2) / 3, 9);
  });

  it('takes every passage as scored afresh where the method keeps nothing', async () => {
    const { report } = await evaluate([], { fake: { keepsNothing: true } });
    const [query, passage] = [report['msPerQuery'] as number, report['msPerPassage'] as number];
    expect(passage).toBeCloseTo((query * 2) / 5, 9);
  });

  it("keeps the first stage's order of a query that is too long, and says so", async () => {
    const { code, report, stderr } = await evaluate([], { fake: { maxQueryWords: 2 } });
    expect(code).toBe(0);
    expect(report.reranked).toEqual(report.firstStage);
    expect(stderr).toContain("rankside: Kept the first stage's order: Expected a query of at most 2 tokens, got 3\n");
  });

  it('asks for the --method and for how long passages are read', async () => {
    const { made } = await evaluate(['--method', 'yes-no', '--long-passages', 'windows']);
    expect(made[0]?.options).toMatchObject({ method: 'yes-no', longPassages: 'windows' });
    expect((await evaluate(['--long-passages', 'half'])).code).toBe(2);
  });

  it('makes room for every passage, hands over the model, and lets the reranker go', async () => {
    const { made } = await evaluate(['--model', 'mine']);
    expect(made.map(({ options }) => options)).toEqual([{ model: 'mine', vectorCacheBytes: 2 ** 31 }]);
    expect(made[0]?.reranker.disposed).toBe(1);
  });

  it('hands over the --depth of the model', async () => {
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

  it.each(Object.keys(files))('gives 1 and names %s when it is missing', async (file) => {
    const folder = await temporaryFolder(Object.fromEntries(Object.entries(files).filter(([name]) => name !== file)));
    const { code, stderr, made } = await run(['eval', folder]);
    expect([code, made]).toEqual([1, []]);
    expect(stderr).toBe(`rankside: Expected ${file} or ${file}.gz in the folder "${folder}", found neither\n`);
  });

  it('gives 1 with file and line when a file is malformed', async () => {
    const folder = await temporaryFolder({ ...files, 'qrels.tsv': 'q1\td2\tgood\n' });
    const { code, stderr } = await run(['eval', folder]);
    expect([code, stderr]).toEqual([
      1,
      `rankside: ${join(folder, 'qrels.tsv')}:1: Expected an integer grade, got \`good\`\n`,
    ]);
  });
});
