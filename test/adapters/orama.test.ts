import { create, insertMultiple, search as searchOrama } from '@orama/orama';
import type { Orama } from '@orama/orama';
import { expect, test } from 'vitest';
import { rerankedSearch } from '../../src/adapters/orama';
import { createFakeReranker } from '../../src/test';
import { notes } from './notes';
import { testRerankedSearch } from './search-suite';
import { query } from './texts';

const schema = { title: 'string', text: 'string', kind: 'enum' } as const;

async function databaseOfNotes(): Promise<Orama<typeof schema>> {
  const database = create({ schema });
  await insertMultiple(database, [...notes]);
  return database;
}

testRerankedSearch('Orama', async ({ titled = false, ...setup }) => {
  const database = await databaseOfNotes();
  const options = { properties: ['title' as const], tolerance: 1 };
  const search = rerankedSearch(database, {
    ...setup,
    passage: ({ document: { title, text } }) => (titled ? { title, text } : text),
  });
  return {
    search: async (asked, call) => search(asked, { ...call, search: options }),
    alone: async (asked) => (await searchOrama(database, { ...options, term: asked })).hits,
  };
});

test('rerankedSearch() of Orama passes its search parameters on', async () => {
  await using reranker = await createFakeReranker();
  const search = rerankedSearch(await databaseOfNotes(), { reranker, passage: (hit) => hit.document.text });
  const { results } = await search(query, { search: { where: { kind: { eq: 'guide' } } } });
  expect(results.map(({ hit }) => hit.id).sort()).toEqual(['2', '3']);
});
