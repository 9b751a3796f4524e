import { beforeEach, describe, expect, it } from 'vitest';
import { type DocumentList, createDocumentList } from '../../../../src/demo/page/documents/document-list';
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
let list: DocumentList;
const show = (): void => list.show(documents);
function remove(...ids: readonly string[]): void {
  documents = documents.filter((one) => !ids.includes(one.id));
  show();
}
const buttonOf = (id: string) => document.querySelector<HTMLButtonElement>(`button[aria-label="Remove ${id}"]`)!;
const focused = () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.id;

beforeEach(() => {
  document.body.innerHTML =
    '<button id="add-files">Choose files</button>' +
    '<div id="documents-library"><input id="documents-filter"><button id="remove-chosen"></button>' +
    '<div id="documents-table"><table><thead><tr><td><input id="choose-all" type="checkbox"></td>' +
    '<th><button data-column="document"></button></th><th><button data-column="size"></button></th></tr></thead>' +
    '<tbody id="documents-body"></tbody></table></div></div>';
  list = createDocumentList((ids) => remove(...ids));
  documents = ['a', 'b', 'c'].map(record);
  show();
});

describe('createDocumentList()', () => {
  const names = () => [...document.querySelectorAll('tbody th')].map(({ textContent }) => textContent);
  const click = (selector: string) => document.querySelector<HTMLElement>(selector)!.click();

  it('sorts by a column, in reverse when it is chosen again', () => {
    documents = [record('a10'), record('a9'), { ...record('b'), bytes: 5 }];
    show();
    expect(names()).toEqual(['a9', 'a10', 'b']);
    click('[data-column="document"]');
    expect(names()).toEqual(['b', 'a10', 'a9']);
    click('[data-column="size"]');
    expect(names()).toEqual(['b', 'a9', 'a10']);
    expect(document.querySelector('[aria-sort="ascending"]')?.textContent).toBe('');
  });

  it('removes the chosen documents that a text selects', () => {
    const filter = document.querySelector<HTMLInputElement>('#documents-filter')!;
    filter.value = 'b';
    filter.dispatchEvent(new Event('input'));
    expect(names()).toEqual(['b']);
    click('#choose-all');
    click('#remove-chosen');
    filter.value = '';
    filter.dispatchEvent(new Event('input'));
    expect(names()).toEqual(['a', 'c']);
    expect(document.querySelector<HTMLButtonElement>('#remove-chosen')!.disabled).toBe(true);
  });

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
