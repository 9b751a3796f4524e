/** @file The published files: the licences of all that is bundled, and the links of the documents. */
import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from '../scripts/build.mjs';
import { packagesOf } from '../scripts/licences.mjs';
import { dist, root } from '../scripts/paths.mjs';

let published: readonly string[];

beforeAll(async () => {
  await ensureBuilt();
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json'], {
    cwd: root,
    maxBuffer: 2 ** 26,
  });
  const [tarball] = JSON.parse(stdout) as { files: { path: string }[] }[];
  published = tarball!.files.map(({ path }) => path);
});

/** The paths of the modules that went into the bundles, from their source maps. */
async function bundledModules(): Promise<string[]> {
  const maps = (await readdir(dist)).filter((name) => name.endsWith('.js.map'));
  const sources = await Promise.all(
    maps.map(async (name) => (JSON.parse(await readFile(join(dist, name), 'utf8')) as { sources: string[] }).sources),
  );
  return sources.flat();
}

describe('THIRD-PARTY-LICENCES.txt', () => {
  test('has the licence of every package that is in the bundles, and no other', async () => {
    const text = await readFile(join(dist, 'THIRD-PARTY-LICENCES.txt'), 'utf8');
    const listed = [...text.matchAll(/^(\S+) \d\S*: \S+$/gm)].map((match) => match[1]!);
    const bundled = packagesOf(await bundledModules());
    expect(listed).toEqual(bundled);
    expect(bundled).toEqual(expect.arrayContaining(['@huggingface/tokenizers', 'comlink', 'idb', 'onnxruntime-web']));
  });
});

describe('the published documents', () => {
  test('link to files that are published too', async () => {
    const documents = published.filter((path) => path.endsWith('.md'));
    const dead = await Promise.all(
      documents.map(async (path) => {
        const text = await readFile(join(root, path), 'utf8');
        const targets = [...text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].map((match) => match[1]!);
        const resolved = targets.map((target) => normalize(join(dirname(path), target)).replace(/\/$/, ''));
        const isThere = (target: string) => published.some((file) => file === target || file.startsWith(`${target}/`));
        return resolved.filter((target) => !isThere(target)).map((target) => `${path}: ${target}`);
      }),
    );
    expect(documents.length).toBeGreaterThan(10);
    expect(dead.flat()).toEqual([]);
  });
});
