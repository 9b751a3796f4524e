import { describe, expect, it } from 'vitest';
import { chunkFiles } from '../../../../src/demo/worker/chunk-files';
import { collectionFiles } from '../../../../src/demo/page/collection/collection';
import { JUDGED_QUERIES } from '../../../../src/demo/page/collection/judged-queries';

describe('the built-in collection', () => {
  it('has at least 150 passages, and each section has a name of its own', async () => {
    const chunks = await chunkFiles(collectionFiles().map((file) => ({ path: file.name, file })));
    expect(chunks.length).toBeGreaterThanOrEqual(150);
    const sections = chunks
      .filter(({ heading }) => heading !== '')
      .map(({ document, heading }) => `${document}#${heading}`);
    expect(new Set(sections).size).toBe(sections.length);
  });

  it('has 30 questions, and each answer exists in the collection', async () => {
    expect(JUDGED_QUERIES).toHaveLength(30);
    const texts = new Map(
      await Promise.all(collectionFiles().map(async (file) => [file.name, await file.text()] as const)),
    );
    for (const { query, grades } of JUDGED_QUERIES) {
      expect(Math.max(...Object.values(grades)), query).toBe(2);
      for (const id of Object.keys(grades)) {
        const [file = '', section = ''] = id.split('#');
        expect(texts.get(file), id).toContain(`\n## ${section}\n`);
      }
    }
  });
});
