/** @file The table of documents, each with a button that removes it. */
import { button, byId, h } from '../ui/dom';
import { formatBytes } from '../ui/format';
import { KIND_NAMES } from './kinds';
import type { DocumentRecord } from '../../shared/library-data';

/** How many documents the table shows; thousands of table rows would slow the page down. */
const MAX_ROWS = 300;

export function showDocuments(documents: readonly DocumentRecord[], onRemove: (id: string) => void): void {
  const sorted = [...documents].sort((a, b) => a.id.localeCompare(b.id));
  const rows = sorted.slice(0, MAX_ROWS).map((one) => rowOf(one, onRemove));
  const more =
    sorted.length > MAX_ROWS ? [h('tr', {}, h('td', { colspan: '5' }, `and ${sorted.length - MAX_ROWS} more`))] : [];
  const body = byId('documents-body', HTMLTableSectionElement);
  const focused = focusedRow(body);
  body.replaceChildren(...rows, ...more);
  byId('documents-table', HTMLDivElement).hidden = documents.length === 0;
  if (focused !== undefined) focusNear(body, focused);
}

type RowPlace = { readonly label: string; readonly index: number };

/** The row whose button has the focus, which is lost when the rows are replaced. */
function focusedRow(body: HTMLTableSectionElement): RowPlace | undefined {
  const { activeElement } = document;
  if (!(activeElement instanceof HTMLButtonElement) || !body.contains(activeElement)) return undefined;
  return { label: activeElement.ariaLabel ?? '', index: buttonsOf(body).indexOf(activeElement) };
}

/** Focuses the button of the same document; after its removal that of the next one, or the button that adds files. */
function focusNear(body: HTMLTableSectionElement, { label, index }: RowPlace): void {
  const buttons = buttonsOf(body);
  const same = buttons.find(({ ariaLabel }) => ariaLabel === label);
  (same ?? buttons[Math.min(index, buttons.length - 1)] ?? byId('add-files', HTMLButtonElement)).focus();
}

function buttonsOf(body: HTMLTableSectionElement): HTMLButtonElement[] {
  return [...body.querySelectorAll('button')];
}

function rowOf(
  { id, kind, chunks, pages, bytes }: DocumentRecord,
  onRemove: (id: string) => void,
): HTMLTableRowElement {
  const remove = button('Remove', () => onRemove(id), 'quiet');
  remove.setAttribute('aria-label', `Remove ${id}`);
  const length = pages === undefined ? String(chunks) : `${chunks} on ${pages} pages`;
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, id),
    h('td', {}, KIND_NAMES[kind]),
    h('td', { class: 'number' }, length),
    h('td', { class: 'number' }, formatBytes(bytes)),
    h('td', {}, remove),
  );
}
