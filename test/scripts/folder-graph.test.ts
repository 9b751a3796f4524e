/** @file `npm run structure` counts folders, arrows and circles from the imports of files. */
import { describe, expect, test } from 'vitest';
import { arrowsOf, folderGraph } from '../../scripts/folder-graph.mjs';

const module = (source: string, ...resolved: string[]) => ({
  source,
  dependencies: resolved.map((path) => ({ resolved: path })),
});
const graphOf = (...modules: ReturnType<typeof module>[]) => folderGraph(modules, () => 10);

describe('folderGraph()', () => {
  test('counts files and lines by folder', () => {
    const graph = graphOf(module('a/one.ts'), module('a/two.mjs'), module('b/three.js'));
    expect(graph.get('a')).toMatchObject({ files: 2, lines: 20 });
    expect(graph.get('b')).toMatchObject({ files: 1, lines: 10 });
  });

  test('leaves out packages, data and imports within a folder', () => {
    const graph = graphOf(
      module('a/one.ts', 'a/two.ts', 'b/card.json', 'node_modules/idb/index.js'),
      module('a/two.ts'),
      module('b/card.json'),
      module('node_modules/idb/index.js'),
    );
    expect([...graph.keys()]).toEqual(['a']);
    expect(graph.get('a')?.to.size).toBe(0);
  });
});

describe('arrowsOf()', () => {
  test('counts several imports between two folders as one arrow', () => {
    const graph = graphOf(module('a/one.ts', 'b/x.ts', 'b/y.ts'), module('b/x.ts'), module('b/y.ts'));
    expect(arrowsOf(graph)).toEqual([{ from: 'a', to: 'b', inCircle: false }]);
  });

  test('marks the arrows of a circle, over any number of folders, and no others', () => {
    const graph = graphOf(
      module('a/one.ts', 'b/two.ts'),
      module('b/two.ts', 'c/three.ts'),
      module('c/three.ts', 'a/one.ts', 'd/four.ts'),
      module('d/four.ts'),
    );
    const inCircles = arrowsOf(graph).filter(({ inCircle }) => inCircle);
    expect(inCircles.map(({ from, to }) => from + to)).toEqual(['ab', 'bc', 'ca']);
  });
});
