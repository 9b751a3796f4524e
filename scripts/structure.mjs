/**
 * @file `npm run structure [-- folder …]`: prints every folder with its files and lines, the arrows between folders,
 * and how many are in circles.
 *
 * An arrow stands for one or more imports, types included, from a file of one folder to a file of another. The rules
 * are in config/dependency-cruiser.mjs and config/import-arrows.js.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { cruise } from 'dependency-cruiser';
import config from '../config/dependency-cruiser.mjs';
import { arrowsOf, folderGraph } from './folder-graph.mjs';

const paths = process.argv.slice(2);
const { modules, summary } = await cruiseModules(paths.length > 0 ? paths : ['src', 'workers']);
const graph = folderGraph(modules, (source) => readFileSync(source, 'utf8').split('\n').length - 1);
const circles = summary.violations.filter(({ rule }) => rule.name === 'no-circles-of-files');
print(graph, circles.length);

/** @param {string[]} paths */
async function cruiseModules(paths) {
  const { options, forbidden = [] } = config;
  const { output } = await cruise(paths, { ...options, ruleSet: { forbidden }, validate: true });
  if (typeof output === 'string') throw new TypeError('Expected the import graph to be an object, got text');
  return output;
}

/**
 * @param {import('./folder-graph.mjs').FolderGraph} graph
 * @param {number} circles imports in circles of files
 */
function print(graph, circles) {
  const arrows = arrowsOf(graph);
  for (const [name, { files, lines }] of [...graph].sort(([a], [b]) => (a < b ? -1 : 1))) {
    write(`${name}  ${files} files, ${lines} lines`);
    const targets = arrows.filter(({ from }) => from === name);
    if (targets.length > 0)
      write(`    → ${targets.map(({ to, inCircle }) => (inCircle ? `${to} (circle)` : to)).join(', ')}`);
  }
  const inCircles = arrows.filter(({ inCircle }) => inCircle).length;
  write(`\n${graph.size} folders, ${arrows.length} arrows between folders, ${inCircles} of them in circles of folders`);
  write(`${circles} imports in circles of files`);
}

/** @param {string} line */
function write(line) {
  process.stdout.write(`${line}\n`);
}
