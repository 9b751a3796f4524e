import MiniSearch from 'minisearch';
import { expect, test } from 'vitest';
import { rerankedSearch } from '../../src/adapters/minisearch';
import { createFakeReranker } from '../../src/test';
import { notes } from './notes';
import type { Note } from './notes';
import { testRerankedSearch } from './search-suite';
import { query } from './texts';

function indexOfTitles(): MiniSearch<Note> {
  const index = new MiniSearch<Note>({ fields: ['title'], storeFields: ['title', 'text', 'kind'] });
  index.addAll(notes);
  return index;
}

// eslint-disable-next-line @typescript-eslint/require-await -- an invalid setup has to reject, as it does for Orama
testRerankedSearch('MiniSearch', async ({ titled = false, ...setup }) => {
  const index = indexOfTitles();
  const options = { prefix: true, fuzzy: 0.2 };
  const search = rerankedSearch(index, {
    ...setup,
    passage: (hit) => {
      const { title, text } = hit as unknown as Note;
      return titled ? { title, text } : text;
    },
  });
  return {
    search: async (asked, call) => await search(asked, { ...call, search: options }),
    alone: (asked) => Promise.resolve(index.search(asked, options)),
  };
});

test('rerankedSearch() of MiniSearch passes its search options on', async () => {
  await using reranker = await createFakeReranker();
  const search = rerankedSearch(indexOfTitles(), { reranker, passage: (hit) => hit['text'] as string });
  const { results } = await search(query, {
    search: { prefix: true, fuzzy: 0.2, filter: (hit) => hit['kind'] === 'guide' },
  });
  expect(results.map(({ hit }) => hit['kind'] as string)).toEqual(['guide', 'guide']);
  expect(results[0]!.hit.terms).toContain('clock');
});
