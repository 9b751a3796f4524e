/**
 * @file `npm run structure [-- folder …]`: every folder with its files and lines, the arrows between folders, and the circles of files.
 *
 * An arrow stands for one or more imports, types included, from a file of one folder to a file of another. It goes up when the folders can
 * only be put on floors, each above all that it imports, by turning it round. The rules themselves are in config/dependency-cruiser.mjs.
 */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import process from 'node:process';
import { cruise } from 'dependency-cruiser';
import config from '../config/dependency-cruiser.mjs';

/** @typedef {{ files: number, lines: number, to: Map<string, number> }} Folder */

const roots = process.argv.slice(2);
const { modules, summary } = await graphOf(roots.length > 0 ? roots : ['src', 'workers']);
const folders = foldersOf(modules);
print(folders);

/** @param {string[]} paths */
async function graphOf(paths) {
  const { options, forbidden = [] } = config;
  const { output } = await cruise(paths, { ...options, ruleSet: { forbidden }, validate: true });
  if (typeof output === 'string') throw new TypeError('Expected the graph as an object, got text');
  return output;
}

/** @param {import('dependency-cruiser').IModule[]} all */
function foldersOf(all) {
  /** @type {Map<string, Folder>} */
  const found = new Map();
  const ours = all.filter(({ source }) => /\.(ts|mjs|js)$/.test(source) && !source.includes('node_modules'));
  const isOurs = new Set(ours.map(({ source }) => source));
  for (const { source, dependencies } of ours) {
    const name = dirname(source);
    const folder = found.get(name) ?? { files: 0, lines: 0, to: /** @type {Map<string, number>} */ (new Map()) };
    found.set(name, folder);
    folder.files += 1;
    folder.lines += readFileSync(source, 'utf8').split('\n').length - 1;
    for (const { resolved } of dependencies) {
      const other = dirname(resolved);
      if (isOurs.has(resolved) && other !== name) folder.to.set(other, (folder.to.get(other) ?? 0) + 1);
    }
  }
  return found;
}

/** @param {Map<string, Folder>} all */
function print(all) {
  const names = [...all.keys()].sort();
  for (const name of names) {
    const { files, lines, to } = /** @type {Folder} */ (all.get(name));
    const arrows = [...to.keys()].sort().map((other) => (reaches(all, other, name) ? `${other} (circle)` : other));
    write(`${name}  ${files} files, ${lines} lines${arrows.length > 0 ? `\n    → ${arrows.join(', ')}` : ''}`);
  }
  const arrows = names.flatMap((name) => [...(all.get(name)?.to.keys() ?? [])].map((other) => ({ name, other })));
  const circles = summary.violations.filter(({ rule }) => rule.name === 'no-circles-of-files');
  const round = arrows.filter(({ name, other }) => reaches(all, other, name));
  write(
    `\n${names.length} folders, ${arrows.length} arrows between folders, ${round.length} of them in circles of folders`,
  );
  write(`${circles.length} imports in circles of files`);
}

/** Whether imports lead from one folder to another. @param {Map<string, Folder>} all @param {string} from @param {string} to */
function reaches(all, from, to) {
  const seen = new Set([from]);
  for (const name of seen) for (const next of all.get(name)?.to.keys() ?? []) seen.add(next);
  return seen.has(to);
}

/** @param {string} line */
function write(line) {
  process.stdout.write(`${line}\n`);
}
