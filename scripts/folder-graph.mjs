/**
 * @file The graph of folders that the imports of their files make: files and lines of each folder, arrows, and circles.
 */
import { dirname } from 'node:path/posix';

/** @typedef {{ source: string, dependencies: readonly { resolved: string }[] }} Module */
/** @typedef {{ files: number, lines: number, to: Set<string> }} Folder `to`: the folders that its files import. */
/** @typedef {ReadonlyMap<string, Folder>} FolderGraph */

/**
 * Counts sources (`.ts`, `.mjs`, `.js`) only, and imports of sources only.
 *
 * @param {readonly Module[]} modules
 * @param {(source: string) => number} countLines
 * @returns {FolderGraph}
 */
export function folderGraph(modules, countLines) {
  const sources = modules.filter(({ source }) => /\.(ts|mjs|js)$/.test(source) && !source.includes('node_modules'));
  const known = new Set(sources.map(({ source }) => source));
  /** @type {Map<string, Folder>} */
  const graph = new Map();
  for (const { source, dependencies } of sources) {
    const name = dirname(source);
    const folder = graph.get(name) ?? { files: 0, lines: 0, to: new Set() };
    graph.set(name, folder);
    folder.files += 1;
    folder.lines += countLines(source);
    const imported = dependencies.flatMap(({ resolved }) => (known.has(resolved) ? [dirname(resolved)] : []));
    for (const other of imported) if (other !== name) folder.to.add(other);
  }
  return graph;
}

/**
 * An arrow is in a circle when imports lead from its target back to its origin.
 *
 * @param {FolderGraph} graph
 * @returns {{ from: string, to: string, inCircle: boolean }[]} sorted by folder, then by target
 */
export function arrowsOf(graph) {
  return [...graph.keys()].sort().flatMap((from) => {
    const targets = [...(graph.get(from)?.to ?? [])].sort();
    return targets.map((to) => ({ from, to, inCircle: reaches(graph, to, from) }));
  });
}

/**
 * Whether imports lead from one folder to another.
 *
 * @param {FolderGraph} graph
 * @param {string} from
 * @param {string} to
 */
function reaches(graph, from, to) {
  const seen = new Set([from]);
  for (const name of seen) for (const next of graph.get(name)?.to ?? []) seen.add(next);
  return seen.has(to);
}
