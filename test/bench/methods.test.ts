import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomNdcgAt10 } from '../../bench/methods/baselines';
import { contenders } from '../../bench/methods/contenders';
import { runMethods } from '../../bench/methods/main';
import type { MethodsRecord } from '../../bench/methods/record';
import { sampleOf } from '../../bench/methods/sample';
import { ndcgAt10 } from '../../src/eval/metrics';
import { methods } from '../../src/methods/registry';
import { createFakeReranker } from '../../src/test';
import { temporaryFolder } from '../cli/temporary-folder';
import { tinySets } from './tiny-sets';

describe('randomNdcgAt10()', () => {
  it('is the mean over all orders', () => {
    const run = ['a', 'b', 'c', 'd', 'e'];
    const grades = new Map(Object.entries({ a: 0, b: 3, c: 1, e: 2, f: 3 }));
    const orders = permutations(run.slice(0, 4)).map((head) => ndcgAt10([...head, 'e'], grades));
    const mean = orders.reduce((sum, value) => sum + value, 0) / orders.length;
    expect(randomNdcgAt10(run, grades, 4)).toBeCloseTo(mean, 12);
  });

  it('is 0 where no document is relevant', () => {
    expect(randomNdcgAt10(['a'], new Map([['a', 0]]), 20)).toBe(0);
  });
});

describe('sampleOf()', () => {
  it('is fixed for a set, and begins with any smaller sample', () => {
    const ids = Array.from({ length: 50 }, (_, i) => `q${i}`);
    const set = {
      corpus: new Map<string, never>(),
      queries: new Map(ids.map((id) => [id, id])),
      qrels: new Map(ids.slice(1).map((id) => [id, new Map([['d', 1]])])),
      run: new Map(ids.slice(0, -1).map((id) => [id, ['d']])),
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (count) => {
        const some = sampleOf(set, count);
        expect(some).toEqual(sampleOf(set, 60).slice(0, count));
        expect(new Set(some).size).toBe(Math.min(count, 48));
      }),
    );
  });
});

describe('contenders', () => {
  it('are the methods of the registry, each with a kind of model', () => {
    expect(contenders.map(({ name }) => name)).toEqual(methods.map(({ name }) => name));
    expect(Object.fromEntries(contenders.map(({ name, modelKind }) => [name, modelKind]))).toMatchObject({
      'late-interaction-pruned': 'encoder',
      'term-match': 'term weights',
      'cross-encoder': 'cross-encoder',
      'in-context': 'language model',
      listwise: 'writer',
    });
  });
});

describe('runMethods()', () => {
  const root = new URL('../..', import.meta.url).pathname;
  const languageModel = new URL('../fixtures/models/tiny-qwen', import.meta.url).pathname;

  async function project(failing?: string) {
    const [out, data] = [await temporaryFolder(), await tinySets()];
    let asked: string[] = [];
    const run = async (...argv: string[]) => {
      asked = [];
      let stderr = '';
      const code = await runMethods(['--data', data, '--out', out, '--sets', 'fleas', '--lm', languageModel, ...argv], {
        root,
        stdout: { write: () => undefined },
        stderr: { write: (text) => (stderr += text) },
        create: async ({ method = '' }) => {
          asked.push(method);
          if (method === failing) throw new Error('No more power');
          return { reranker: await createFakeReranker({ method }), tokens: () => 0 };
        },
      });
      return { code, asked, stderr };
    };
    const read = (name: string) => readFile(join(out, name), 'utf8');
    return { run, read, record: async () => JSON.parse(await read('methods.json')) as MethodsRecord };
  }

  it('measures every method and reports it', async () => {
    const { run, read, record } = await project();
    const { code, asked } = await run();
    expect(code).toBe(0);
    expect(asked).toEqual(methods.map(({ name }) => name));
    const { queries } = (await record()).sets['fleas']!.methods['late-interaction']!;
    expect(Object.keys(queries).sort()).toEqual(['q1', 'q2']);
    expect(queries['q1']!.ndcg10).toBe(1);
    const report = await read('METHODS.md');
    expect(report).toMatch(/^\| `term-match` \| tiny-qwen \| \*\*/m);
    expect(report).toMatch(/^\| `late-interaction` \| base \| \*\*1\.0000\*\* \(\.7500, /m);
    expect(report).toMatch(/^- \*\*too few queries\*\* .*`late-interaction`/m);
    expect(await read('plots/methods.svg')).toMatch(/^<svg/);
  });

  it('measures nothing twice, and repeats measurements under other conditions', async () => {
    const { run } = await project();
    const some = ['--methods', 'late-interaction,yes-no'];
    await run(...some);
    expect((await run(...some)).asked).toEqual([]);
    expect(await run(...some, '--queries', '1')).toMatchObject({ code: 0, asked: [] });
    expect((await run(...some, '--depth', '2')).asked).toEqual(['late-interaction', 'yes-no']);
  });

  it('continues with the others when one fails, and names it', async () => {
    const { run, record } = await project('embedding');
    const { code, stderr } = await run('--methods', 'embedding,feedback');
    expect([code, stderr]).toEqual([0, 'fleas, embedding: No more power\nfleas, feedback: 2 of 2 queries\n']);
    expect(Object.keys((await record()).sets['fleas']!.methods)).toEqual(['feedback']);
  });

  it('measures time separately from quality', async () => {
    const { run, record } = await project();
    await run('--methods', 'embedding', '--time');
    const { sets, timings } = await record();
    expect(sets).toEqual({});
    expect(timings['embedding']).toMatchObject({ model: 'base', set: 'fleas', queries: 1 });
    expect(timings['embedding']!.seconds).toBeGreaterThan(0);
  });

  it('rejects an unknown method', async () => {
    const { run } = await project();
    expect(await run('--methods', 'guess')).toMatchObject({ code: 2, asked: [] });
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, i) => permutations(items.filter((_, other) => other !== i)).map((rest) => [item, ...rest])); // prettier-ignore
}
