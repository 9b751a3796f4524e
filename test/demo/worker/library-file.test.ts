import { expect, test } from 'vitest';
import type { DocumentContent, DocumentRecord } from '../../../src/demo/shared/library-data';
import { exportLibrary, importLibrary } from '../../../src/demo/worker/library-file';
import { makeZip } from '../make-files';
import type { Store } from '../../../src/demo/worker/store';

const record = { id: 'a.txt', revision: '1' } as unknown as DocumentRecord;
const content = { id: 'a.txt', text: 'red barn' } as unknown as DocumentContent;
const store = {
  records: () => Promise.resolve([record]),
  content: () => Promise.resolve(content),
  original: () => Promise.resolve(undefined),
} as unknown as Store;

test('importLibrary() gives back the documents and what the page had added', async () => {
  const file = await exportLibrary(store, { judgments: [] });
  const added: unknown[] = [];
  const page = await importLibrary(file, (one) => Promise.resolve(void added.push(one)));
  expect(added).toEqual([{ record, content }]);
  expect(page).toEqual({ judgments: [] });
});

test('importLibrary() tells an error of adding a document from one of the file', async () => {
  const file = await exportLibrary(store, undefined);
  const full = () => Promise.reject(new Error('quota exceeded'));
  await expect(importLibrary(file, full)).rejects.toThrow('quota exceeded');
  await expect(importLibrary(new Blob(['none']), full)).rejects.toThrow('not an exported library');
});

test('importLibrary() reads a file of version 1 and refuses one of a newer version', async () => {
  const file = (version: number) =>
    makeZip({
      'rankside-library.json': JSON.stringify({
        version,
        documents: [{ record, hasOriginal: false }],
        page: { judgments: [] },
      }),
      'contents/0.json': JSON.stringify(content),
    });
  const added: unknown[] = [];
  const add = (one: unknown) => Promise.resolve(void added.push(one));
  expect(await importLibrary(await file(1), add)).toEqual({ judgments: [] });
  expect(added).toEqual([{ record, content }]);
  await expect(importLibrary(await file(3), add)).rejects.toThrow('by a newer version');
});
