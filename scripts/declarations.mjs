/**
 * @file Writes the published `.d.ts` files. The sources import without extensions, but Node's resolution requires them
 * in declarations, so they are added here. Declarations that no entry reaches are removed.
 */
import { existsSync } from 'node:fs';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { entries } from './entries.mjs';
import { dist, root } from './paths.mjs';
import { runNode } from './run-node.mjs';

const folder = join(dist, 'types');
const roots = Object.values(entries).map((source) => join(folder, `${source}.d.ts`));
const relativeImport = /(?<=\b(?:from|import)\s*\(?['"])\.{1,2}\/[^'"]*(?=['"])/g;

export async function emitDeclarations() {
  await runNode(['node_modules/typescript/bin/tsc', '-p', join(root, 'config/tsconfig.build.json')]);
  const reached = new Set(roots);
  for (const path of reached) for (const target of await completeImports(path)) reached.add(target);
  const emitted = (await readdir(folder, { recursive: true })).map((name) => join(folder, name));
  const stray = emitted.filter((path) => path.endsWith('.d.ts') && !reached.has(path));
  await Promise.all(stray.map((path) => rm(path)));
}

/**
 * @param {string} path
 * @returns {Promise<string[]>} the declarations that it imports
 */
async function completeImports(path) {
  /** @type {string[]} */
  const targets = [];
  const complete = (await readFile(path, 'utf8')).replaceAll(relativeImport, (name) => {
    const module = existsSync(join(dirname(path), name, 'index.d.ts')) ? `${name}/index` : name;
    targets.push(join(dirname(path), `${module}.d.ts`));
    return `${module}.js`;
  });
  await writeFile(path, complete);
  return targets;
}
