import { describe, expect, it } from 'vitest';
import { chunkDocument } from '../../../src/demo/worker/chunk';
import { createTextIndex } from '../../../src/demo/worker/text-index';
import type { DocumentKind, DocumentRecord } from '../../../src/demo/shared/library-data';

const document = (id: string, text: string, kind: DocumentKind = 'text', revision = text) => {
  const content = chunkDocument(id, [{ kind: 'text', text }]);
  const record: DocumentRecord = {
    id,
    name: id,
    kind,
    bytes: text.length,
    revision,
    addedAt: 0,
    chunks: content.chunks.length,
  };
  return [record, content] as const;
};

async function indexOf(...documents: readonly (readonly [string, string, DocumentKind?])[]) {
  const index = await createTextIndex();
  for (const [id, text, kind] of documents) index.add(...document(id, text, kind));
  return index;
}
const found = (index: Awaited<ReturnType<typeof indexOf>>, query: string, filter = {}) =>
  index.search(query, filter, 10).hits.map((hit) => hit.document);

describe('createTextIndex()', () => {
  it('finds passages by their words, best first, and by the start of the last word', async () => {
    const index = await indexOf(['a', 'tides and moons'], ['b', 'moons moons'], ['c', 'bread']);
    expect(found(index, 'moons')).toEqual(['b', 'a']);
    expect(found(index, 'brea')).toEqual(['c']);
    expect(found(index, 'the of')).toEqual([]);
  });

  it('applies the filter and counts the passages that it selects', async () => {
    const index = await indexOf(['a', 'moon', 'pdf'], ['b', 'moon', 'text']);
    expect(found(index, 'moon', { kinds: ['pdf'] })).toEqual(['a']);
    expect(found(index, 'moon', { documents: ['b'] })).toEqual(['b']);
    expect(index.search('moon', { kinds: ['pdf'] }, 10)).toMatchObject({ matching: 1, inScope: 1 });
  });

  it('replaces a document with the same id and removes one', async () => {
    const index = await indexOf(['a', 'old words'], ['a', 'new words']);
    expect([found(index, 'old'), found(index, 'new')]).toEqual([[], ['a']]);
    index.remove('a');
    expect(found(index, 'new')).toEqual([]);
    expect(index.chunks).toBe(0);
  });

  it('returns every passage once over consecutive slices', async () => {
    const index = await indexOf(['a', 'one'], ['b', 'two'], ['c', 'three']);
    const ids = [0, 2, 4].flatMap((from) => index.hitsFrom(from, 2).map(({ document: id }) => id));
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(index.hitsFrom(1, 1).map(({ document: id }) => id)).toEqual(['b']);
  });

  it('returns the same hits after it is restored from a snapshot', async () => {
    const index = await indexOf(['a', 'tides and moons'], ['b', 'moons moons']);
    const snapshot = index.snapshot();
    const stored = [document('a', 'tides and moons'), document('b', 'moons moons')].map(([record, content]) => ({
      record,
      content,
    }));
    const again = await createTextIndex(snapshot, stored);
    expect(again.search('moons', {}, 10).hits).toEqual(index.search('moons', {}, 10).hits);
  });
});
