import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from './run';
import { temporaryFolder } from './temporary-folder';

const passages = 'the sun is hot\na flea lives long\nhow long does a flea live\n';

describe('rank', () => {
  it('prints rank, index, id, score and text as JSON', async () => {
    const stdin = '{"id":"a","text":"cats sleep"}\n{"text":"fleas sleep","title":"T"}\n';
    const { code, stdout } = await run(['rank', 'fleas sleep', '-', '--json'], { stdin });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      { rank: 1, index: 1, id: null, score: 1, fused: null, text: 'fleas sleep' },
      { rank: 2, index: 0, id: 'a', score: 0.5, fused: null, text: 'cats sleep' },
    ]);
  });

  it('prints one line per passage, best first, and the time on stderr', async () => {
    const { stdout, stderr } = await run(['rank', 'long flea', '-'], { stdin: passages });
    expect(stdout.split('\n').map((line) => line.trim())).toEqual([
      '1  1.0000  #1  a flea lives long',
      '2  1.0000  #2  how long does a flea live',
      '3  0.0000  #0  the sun is hot',
      '',
    ]);
    expect(stderr).toBe('3 passages in 1 ms (base, wasm int8)\n');
  });

  it('reads a file and prints a title before the text', async () => {
    const folder = await temporaryFolder({ 'p.jsonl': '{"id":"a","title":"Fleas","text":"They jump."}' });
    const { stdout } = await run(['rank', 'fleas', join(folder, 'p.jsonl')]);
    expect(stdout).toBe('  1  1.0000  a  Fleas: They jump.\n');
  });

  it('prints ten passages unless --top is given', async () => {
    const stdin = Array.from({ length: 30 }, (_, index) => `passage ${String(index)}`).join('\n');
    const count = async (...args: string[]): Promise<number> => {
      const { stdout } = await run(['rank', 'passage', '-', '--json', ...args], { stdin });
      return (JSON.parse(stdout) as unknown[]).length;
    };
    expect([await count(), await count('--top', '3'), await count('--top', '99')]).toEqual([10, 3, 30]);
  });

  it('prints 150,000 results', async () => {
    const stdin = 'passage\n'.repeat(150_000);
    const { code, stdout } = await run(['rank', 'passage', '-', '--top', '150000'], { stdin });
    expect([code, stdout.split('\n').length]).toEqual([0, 150_001]);
  });

  it('passes on the threshold, the fusion and the scores of the file; by default neither threshold nor fusion', async () => {
    const stdin = '{"text":"a","score":2.5}\n{"text":"b","score":null}';
    const asked = async (...args: string[]) =>
      (await run(['rank', 'q', '-', ...args], { stdin })).made[0]?.reranker.calls[0];
    expect(await asked()).toEqual({ passages: [{ text: 'a', score: 2.5 }, { text: 'b' }], options: { topN: 10 } });
    expect((await asked('--min-score', 'auto', '--fusion', 'rrf'))?.options).toEqual({
      topN: 10,
      minScore: 'auto',
      fusion: 'rrf',
    });
    expect((await asked('--min-score=-1.5', '--fusion', 'none'))?.options).toMatchObject({
      minScore: -1.5,
      fusion: 'none',
    });
  });

  it.each([
    ['rrf', ', fused with the first stage by rank\n'],
    ['weighted', ', fused with the first stage by weighted scores\n'],
    ['first-stage', ', in first-stage order\n'],
  ] as const)('notes that the order is %s, and prints fused scores as JSON', async (fusion, words) => {
    const { stdout, stderr } = await run(['rank', 'sun', '-', '--json'], { stdin: passages, fake: { fusion } });
    expect(stderr).toContain(words);
    expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ index: 1, fused: -1 }));
  });

  it('prints the best sentence below its passage with --explain, and as JSON', async () => {
    const stdin = 'The sun is hot. A flea lives long.\nfleas jump';
    const { stdout, made } = await run(['rank', 'flea', '-', '--explain'], { stdin });
    expect(made[0]?.reranker.calls[0]?.options).toEqual({ topN: 10, explain: true });
    expect(stdout).toBe(
      '  1  1.0000  #0  The sun is hot. A flea lives long.\n' +
        '               > A flea lives long.\n' +
        '  2  0.0000  #1  fleas jump\n',
    );
    const json = await run(['rank', 'flea', '-', '--explain', '--json'], { stdin });
    expect(JSON.parse(json.stdout)).toMatchObject([{ sentence: 'A flea lives long.' }, { text: 'fleas jump' }]);
    expect((await run(['rank', 'flea', '-', '--json'], { stdin })).stdout).not.toContain('sentence');
  });

  it('passes on --model, and none by default', async () => {
    expect((await run(['rank', 'q', '-', '--model', './mine'], { stdin: 'a' })).made[0]?.options).toEqual({
      model: './mine',
    });
    expect((await run(['rank', 'q', '-'], { stdin: 'a' })).made[0]?.options).toEqual({});
  });

  it('disposes the reranker, also after a failure', async () => {
    const good = await run(['rank', 'q', '-'], { stdin: 'a' });
    const bad = await run(['rank', 'two words', '-'], { stdin: 'a', fake: { maxQueryWords: 1 } });
    expect([good.code, good.made[0]?.reranker.disposed]).toEqual([0, 1]);
    expect([bad.code, bad.made[0]?.reranker.disposed]).toEqual([1, 1]);
    expect(bad.stderr).toBe('rankside: query-too-long: Expected a query of at most 1 tokens, got 2\n');
  });

  it.each(['', ' \n\n', '\uFEFF'])('exits with 1 and loads no model where there is no passage in %j', async (stdin) => {
    const { code, stdout, stderr, made } = await run(['rank', 'q', '-', '--json'], { stdin });
    expect([code, stdout, stderr, made]).toEqual([1, '', 'rankside: Found no passage in stdin\n', []]);
  });

  it('names an empty file', async () => {
    const file = join(await temporaryFolder({ 'p.txt': '' }), 'p.txt');
    expect(await run(['rank', 'q', file])).toMatchObject({
      code: 1,
      stderr: `rankside: Found no passage in "${file}"\n`,
    });
  });

  it('reads Windows-1252 and says so, and says of what it cannot read that it cannot', async () => {
    const cafe = Uint8Array.from('Cr\xe8me br\xfbl\xe9e', (letter) => letter.charCodeAt(0));
    const folder = await temporaryFolder({ 'latin.txt': cafe, 'binary.txt': Uint8Array.of(80, 75, 3, 0, 4) });
    const { code, stdout, stderr } = await run(['rank', 'crème', join(folder, 'latin.txt')]);
    expect([code, stdout]).toEqual([0, '  1  1.0000  #0  Crème brûlée\n']);
    expect(stderr).toContain('it is not UTF-8 and was read as Windows-1252');
    const file = join(folder, 'binary.txt');
    expect(await run(['rank', 'q', file])).toMatchObject({
      code: 1,
      stderr: `rankside: Cannot read "${file}": it holds NUL bytes, so it is not text\n`,
    });
  });

  it('prints warnings and the number of truncated passages', async () => {
    const fake = { maxWords: 2, warnings: ['Mostly another script'] };
    const { stderr } = await run(['rank', 'sun', '-'], { stdin: passages, fake });
    expect(stderr).toContain('3 truncated\n');
    expect(stderr).toContain('rankside: Mostly another script\n');
  });

  it('removes control characters of a passage for the terminal and keeps them in JSON', async () => {
    const stdin = 'red \u001B[31m\u0007 text\u202E\u0000';
    expect((await run(['rank', 'red', '-'], { stdin })).stdout).toBe('  1  1.0000  #0  red [31m text\n');
    const { stdout } = await run(['rank', 'red', '-', '--json'], { stdin });
    expect(JSON.parse(stdout)).toMatchObject([{ text: stdin }]);
  });

  it('cuts a long passage between characters', async () => {
    const { stdout } = await run(['rank', 'x', '-'], { stdin: '🐝'.repeat(50_000) });
    expect(stdout).toBe(`  1  0.0000  #0  ${'🐝'.repeat(100)}…\n`);
  });

  it('exits with 1 and names a file that is missing or malformed', async () => {
    const folder = await temporaryFolder({ 'bad.jsonl': '{"text":"a"}\nnonsense' });
    const missing = await run(['rank', 'q', join(folder, 'none.txt')]);
    const bad = await run(['rank', 'q', join(folder, 'bad.jsonl')]);
    expect([missing.code, bad.code]).toEqual([1, 1]);
    expect(missing.stderr).toBe(`rankside: Cannot read "${join(folder, 'none.txt')}": there is no such file\n`);
    expect(bad.stderr).toBe(`rankside: ${join(folder, 'bad.jsonl')}:2: Expected a JSON object, got \`nonsense\`\n`);
    expect((await run(['rank', 'q', folder])).stderr).toBe(`rankside: Cannot read "${folder}": it is a folder\n`);
  });
});
