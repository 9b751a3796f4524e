/** @file The repositories of `test/fixtures/hub`, as a hub serves them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Files } from './hub-layout';

const folder = fileURLToPath(new URL('../fixtures/hub/', import.meta.url));

/** Repositories of the same files: a reranker is known by its name. */
const ALIASES: Readonly<Record<string, string>> = {
  'tiny/Qwen3-Reranker-tiny': 'tiny/qwen',
  'tiny/mxbai-rerank-tiny-v2': 'tiny/qwen',
  'tiny/instruct': 'tiny/qwen',
  'tiny/Qwen3-Reranker-tiny-seq-cls': 'tiny/qwen-classifier',
};

/** What `name` holds, at any revision; golden answers are ours and left out. */
export function fixtureFiles(name: string): Files | undefined {
  const id = ALIASES[name] ?? name;
  const own = join(folder, id);
  if (!/^[\w-]+\/[\w-]+$/.test(id) || !existsSync(own)) return undefined;
  const entries = readdirSync(own, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name: file }) => join(parentPath, file)).filter((path) => !path.endsWith('golden.json')); // prettier-ignore
  return Object.fromEntries(paths.map((path) => [path.slice(own.length + 1), new Uint8Array(readFileSync(path))]));
}
