/** @file Reads the repositories of `test/fixtures/hub`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Files } from './hub-layout';

const folder = fileURLToPath(new URL('../fixtures/hub/', import.meta.url));

/** Repositories with the same files under another name, because some models are recognized by name. */
const ALIASES: Readonly<Record<string, string>> = {
  'tiny/Qwen3-Reranker-tiny': 'tiny/qwen',
  'tiny/mxbai-rerank-tiny-v2': 'tiny/qwen',
  'tiny/instruct': 'tiny/qwen',
  'tiny/Qwen3-Reranker-tiny-seq-cls': 'tiny/qwen-classifier',
};

/** The files of a repository at any revision, without the golden results, which are not part of a repository. */
export function fixtureFiles(name: string): Files | undefined {
  const id = ALIASES[name] ?? name;
  const root = join(folder, id);
  if (!/^[\w-]+\/[\w-]+$/.test(id) || !existsSync(root)) return undefined;
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const all = entries.map(({ parentPath, name: file }) => join(parentPath, file));
  const paths = all.filter((path) => !path.endsWith('golden.json'));
  return Object.fromEntries(paths.map((path) => [path.slice(root.length + 1), new Uint8Array(readFileSync(path))]));
}
