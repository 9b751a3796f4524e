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
    expect(index.snapshot().json).not.toMatch(/old|new|words/);
  });

  it('shows the passages of a file that was added under another path once, also after hits', async () => {
    const text = 'The pump must be primed with water before the valve is opened for the first time each spring.';
    const index = await indexOf(['a/manual.txt', text], ['b/pump.txt', text], ['c.txt', 'The tide turns.']);
    const { hits } = index.search('pump', {}, 10);
    expect(hits.map(({ document: id, copies }) => [id, copies])).toEqual([['b/pump.txt', ['a/manual.txt']]]);
    const all = index.allHits({}, hits);
    expect(all.map(({ document: id, copies }) => [id, copies])).toEqual([
      ['b/pump.txt', ['a/manual.txt']],
      ['c.txt', undefined],
    ]);
    expect(all[0]?.score).toBeGreaterThan(0);
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

  it.each([
    ['launchboat', 'func a() {\n\tlaunchBoat()\n}'],
    ['boat', 'func a() {\n\tlaunchBoat()\n}'],
    ['valve', 'pump\tvalve'],
    ['kubectl', 'Run `kubectl apply` first.'],
    ['40', 'It costs $40 or €35.'],
    ['35', 'It costs $40 or €35.'],
    ['online', 'Set MODE=offline|online.'],
    ['seedling', 'A 🌱seedling.'],
    ['invoice', 'List<Invoice>'],
    ['harbour', 'the har\u00adbour'],
    ['encrypt', 'en\u200bcry\u2060pt'],
    ['jetée', 'la jete\u0301e'],
    ['jetee', 'la jetée'],
    ['field', 'a ﬁeld'],
    ['港', '船は港に入る'],
    ['ท่าเรือ', 'เรือเข้าท่าเรือแล้ว'],
  ])('finds %s in %j', async (query, text) => {
    const index = await indexOf(['a', text], ['b', 'nothing of the kind']);
    expect(found(index, query)).toEqual(['a']);
  });

  it.each(['to be or not to be', 'will', 'WHO', 'not to be', 'the of'])(
    'searches for the stop words of “%s” when it has no other words',
    async (query) => {
      const others = Array.from({ length: 1200 }, (_, at) => [`x${at}`, `passage ${at} to read`] as const);
      const index = await indexOf(...others, ['a', 'To be, or not to be. Will the WHO speak of the tide?']);
      expect(found(index, query)).toEqual(['a']);
    },
  );

  it('finds a word between tabs among more than a thousand passages, for a whole question', async () => {
    const others = Array.from({ length: 1150 }, (_, at) => [`x${at}`, `passage ${at} to read`] as const);
    const index = await indexOf(...others, ['inventory.txt', 'Shelf 12\tgasket\tbrass']);
    expect(found(index, 'where is the gasket')).toEqual(['inventory.txt']);
  });

  it('keeps passages to the phrases, without the excluded words, under the path and of the type', async () => {
    const index = await indexOf(
      ['n/a.pdf', 'spring tide', 'pdf'],
      ['n/b', 'tide of spring'],
      ['c', 'spring tide, old'],
    );
    expect(found(index, '"spring tide"').sort()).toEqual(['c', 'n/a.pdf']);
    expect(found(index, '"spring tide" -old')).toEqual(['n/a.pdf']);
    expect(found(index, 'spring path:n/').sort()).toEqual(['n/a.pdf', 'n/b']);
    expect(found(index, 'spring type:pdf')).toEqual(['n/a.pdf']);
    expect(found(index, 'path:n/')).toEqual(['n/a.pdf', 'n/b']);
    expect(index.search('spring -old', {}, 10)).toMatchObject({ question: 'spring', isRestricted: true });
  });

  it('forgives a typing error in a word that no passage contains, and in no other', async () => {
    const index = await indexOf(['a', 'the harbour wall'], ['b', 'the harbor light'], ['c', 'bread']);
    expect(found(index, 'harbuor').sort()).toEqual(['a', 'b']);
    expect(found(index, 'harbour')).toEqual(['a']);
    expect(index.search('harbuor', {}, 10).terms.toSorted()).toEqual(['harbor', 'harbour']);
  });

  it('shows nearly equal passages once, with the documents of the others', async () => {
    const text = 'Keep the pump dry, check the valve every week, and call the office before you open the main gate.';
    const index = await indexOf(['a', text], ['b', `${text} Thanks`], ['c', 'The pump of the office.']);
    const { hits } = index.search('pump', {}, 10);
    expect(hits.map(({ document: id, copies }) => [id, copies])).toEqual([
      ['c', undefined],
      ['a', ['b']],
    ]);
    expect(index.allHits({}).map(({ document: id }) => id)).toEqual(['a', 'c']);
  });
});
