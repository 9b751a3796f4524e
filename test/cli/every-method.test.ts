import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { kernels, runtimeSource } from '../../scripts/paths.mjs';
import { createNodeReranker } from '../../src/cli/node-reranker';
import { abilitiesOf, methods } from '../../src/methods/registry';
import { tinyCard } from '../contracts/tiny-models';
import type { TinyName } from '../contracts/tiny-models';
import { run } from './run';
import { temporaryFolder } from './temporary-folder';

/** Generated models that together support every method. */
const MODELS: readonly TinyName[] = ['tiny-late', 'tiny-cross', 'tiny-qwen'];

const folderOf = (name: TinyName) => fileURLToPath(new URL(`../fixtures/models/${name}`, import.meta.url));
const modelFor = (needs: readonly string[]) =>
  MODELS.find((name) => needs.every((need) => (abilitiesOf(tinyCard(name)) as readonly string[]).includes(need)));

describe('rank --method m --model x', () => {
  const text = 'the baker sells bread\nan old clock\nfresh bread in a paper bag\n';

  async function rank(method: string, model: TinyName) {
    const folder = await temporaryFolder({ 'passages.txt': text });
    // The folders are laid out as in a built package.
    await symlink(runtimeSource, join(folder, 'runtime'));
    await symlink(kernels, join(folder, 'kernels'));
    const assets = pathToFileURL(`${folder}/`);
    const argv = ['rank', 'fresh bread', join(folder, 'passages.txt'), '--method', method, '--model', folderOf(model)];
    return run([...argv, '--json'], {
      context: { createReranker: (options) => createNodeReranker(options, assets) },
    });
  }

  test('has a model for every method', () => {
    expect(methods.filter(({ needs }) => !modelFor(needs)).map(({ name }) => name)).toEqual([]);
  });

  test.each(methods.map(({ name, needs }) => [name, modelFor(needs)!] as const))(
    'ranks every passage once by %s on %s',
    async (method, model) => {
      const { code, stdout, stderr } = await rank(method, model);
      expect([code, stderr.split('\n').filter((line) => line.startsWith('rankside: '))]).toEqual([0, []]);
      const rows = JSON.parse(stdout) as { rank: number; index: number; score: number }[];
      expect(rows.map((row) => row.rank)).toEqual([1, 2, 3]);
      expect(rows.map((row) => row.index).sort()).toEqual([0, 1, 2]);
      expect(rows.every((row) => Number.isFinite(row.score))).toBe(true);
    },
  );

  test('names the ability that the model lacks', async () => {
    const { code, stderr } = await rank('term-match', 'tiny-late');
    expect(code).toBe(1);
    expect(stderr).toContain('The method term-match needs termWeights, which tiny-late does not have');
  });
});
