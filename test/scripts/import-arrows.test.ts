/** @file The table of import arrows must allow no circle, and its rules must restrict what the table says. */
import { describe, expect, test } from 'vitest';
import { arrows, hostArrows, importArrows } from '../../config/import-arrows.js';

describe.each([
  ['arrows', arrows],
  ['hostArrows', hostArrows],
])('%s', (_name, table) => {
  test('names only folders of rows above', () => {
    const above = new Set<string>();
    for (const { folder, mayImport = [], typesOf = [] } of table) {
      for (const entry of [...mayImport, ...typesOf]) expect(above).toContain(/^[\w-]+/.exec(entry)?.[0]);
      above.add(folder);
    }
  });
});

describe('importArrows', () => {
  test.each([
    ['client', '../host/create-host', 'forbidden'],
    ['client', '../protocol/host-api', 'allowed'],
    ['client', '../engine/engine', 'types'],
    ['client', 'onnxruntime-web/webgpu', 'forbidden'],
    ['engine', 'onnxruntime-web/webgpu', 'allowed'],
    ['methods', '../../engine/token-vectors', 'allowed'],
    ['methods', '../../engine/engine', 'types'],
    ['ordering', './judge', 'allowed'],
    ['ordering', './heap-sort', 'forbidden'],
    ['adapters', '../client/reranker', 'allowed'],
    ['adapters', '../client/call', 'forbidden'],
    ['workers', '../src/client/call', 'forbidden'],
    ['host/pool', '../../client/call', 'forbidden'],
    ['host/pool', '../jobs/ranking', 'forbidden'],
    ['host/pool', '../load-model', 'forbidden'],
    ['host/pool', '../engines/candidate', 'allowed'],
    ['host/jobs', '../pool/pool', 'allowed'],
    ['demo', '../../index', 'forbidden'],
  ])('from %s, %s is %s', (folder, specifier, expected) => {
    const matching = patternsOf(folder).filter(({ regex }) => new RegExp(regex).test(specifier));
    const worst = matching.some(({ allowTypeImports }) => allowTypeImports !== true) ? 'forbidden' : 'types';
    expect(matching.length === 0 ? 'allowed' : worst).toBe(expected);
  });
});

function patternsOf(folder: string): { regex: string; allowTypeImports?: boolean }[] {
  const config = importArrows.find(({ name }) => name === `arrows/${folder}`);
  const rule = config?.rules?.['@typescript-eslint/no-restricted-imports'] as
    readonly [string, { patterns: { regex: string; allowTypeImports?: boolean }[] }] | undefined;
  if (rule === undefined) throw new Error(`Expected a rule for ${folder}, found none`);
  return rule[1].patterns;
}
