import { beforeEach, describe, expect, it } from 'vitest';
import { showDocuments } from '../../../../src/demo/page/documents/document-list';
import type { DocumentRecord } from '../../../../src/demo/shared/library-data';

const record = (id: string): DocumentRecord => ({
  id,
  name: id,
  kind: 'text',
  bytes: 1,
  revision: id,
  addedAt: 0,
  chunks: 1,
});

let documents: DocumentRecord[];
const show = (): void => showDocuments(documents, remove);
function remove(id: string): void {
  documents = documents.filter((one) => one.id !== id);
  show();
}
const buttonOf = (id: string) => document.querySelector<HTMLButtonElement>(`button[aria-label="Remove ${id}"]`)!;
const focused = () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.id;

beforeEach(() => {
  document.body.innerHTML =
    '<button id="add-files">Choose files</button>' +
    '<div id="documents-table"><table><tbody id="documents-body"></tbody></table></div>';
  documents = ['a', 'b', 'c'].map(record);
  show();
});

describe('showDocuments()', () => {
  it('focuses the next document after a removal, then the last one, and the button that adds files at the end', () => {
    const seen = ['b', 'c', 'a'].map((id) => {
      buttonOf(id).focus();
      buttonOf(id).click();
      return focused();
    });
    expect(seen).toEqual(['Remove c', 'Remove a', 'add-files']);
  });

  it('keeps the focus on the same document when others are added before it', () => {
    buttonOf('b').focus();
    documents = ['0', '1', ...documents.map(({ id }) => id)].map(record);
    show();
    expect(focused()).toBe('Remove b');
  });

  it('takes no focus from outside the table', () => {
    document.getElementById('add-files')!.focus();
    remove('a');
    expect(focused()).toBe('add-files');
  });
});
