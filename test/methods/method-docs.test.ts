import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { methods } from '../../src/methods/registry';
import { withMethodTable } from './method-table';

const pathOf = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));

describe('docs/methods.md', () => {
  test('has the table of the registry', async () => {
    const path = pathOf('docs/methods.md');
    const document = withMethodTable(readFileSync(path, 'utf8'));
    const update = 'npm run test:unit -- test/methods/method-docs.test.ts --update';
    await expect(document, `docs/methods.md differs from the registry, "${update}" rewrites it`).toMatchFileSnapshot(
      path,
    );
  });

  test('describes when to use every method', () => {
    const document = readFileSync(pathOf('docs/methods.md'), 'utf8');
    const undescribed = methods.filter(({ name }) => !document.includes(`\n- \`${name}\`: `));
    expect(undescribed.map(({ name }) => name)).toEqual([]);
  });
});

describe('README.md', () => {
  test('states the number of methods that the registry has', () => {
    const counts = readFileSync(pathOf('README.md'), 'utf8').matchAll(/\b(\d+) (?:ranking )?(?:ways|methods)\b/g);
    for (const [phrase, count] of counts) {
      expect(Number(count), `README.md says "${phrase}", the registry differs`).toBe(methods.length);
    }
  });
});
