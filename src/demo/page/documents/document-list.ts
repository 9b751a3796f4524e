/** @file The table of documents: sorted by a column, narrowed by a text, and with chosen documents to remove. */
import { button, byId, h, setText } from '../ui/dom';
import { countOf, formatBytes, formatCount } from '../ui/format';
import { KIND_NAMES } from './kinds';
import type { DocumentRecord } from '../../shared/library-data';

/** How many documents the table shows; thousands of table rows would slow the page down. */
const MAX_ROWS = 300;

const COLUMNS = {
  document: (a: DocumentRecord, b: DocumentRecord): number => a.id.localeCompare(b.id, undefined, { numeric: true }),
  kind: (a: DocumentRecord, b: DocumentRecord): number => KIND_NAMES[a.kind].localeCompare(KIND_NAMES[b.kind]),
  passages: (a: DocumentRecord, b: DocumentRecord): number => b.chunks - a.chunks,
  size: (a: DocumentRecord, b: DocumentRecord): number => b.bytes - a.bytes,
  added: (a: DocumentRecord, b: DocumentRecord): number => b.addedAt - a.addedAt,
} as const;
type Column = keyof typeof COLUMNS;

export interface DocumentList {
  show(documents: readonly DocumentRecord[]): void;
}

export function createDocumentList(onRemove: (ids: readonly string[]) => void): DocumentList {
  const filter = byId('documents-filter', HTMLInputElement);
  const removeMany = byId('remove-chosen', HTMLButtonElement);
  const all = byId('choose-all', HTMLInputElement);
  const heads = [...byId('documents-table', HTMLDivElement).querySelectorAll<HTMLButtonElement>('button[data-column]')];
  const chosen = new Set<string>();
  let documents: readonly DocumentRecord[] = [];
  let order: { column: Column; isReversed: boolean } = { column: 'document', isReversed: false };

  const matching = (): DocumentRecord[] => {
    const wanted = filter.value.trim().toLowerCase();
    const found = documents.filter(
      ({ id, kind }) => id.toLowerCase().includes(wanted) || KIND_NAMES[kind].toLowerCase() === wanted,
    );
    const sorted = found.sort((a, b) => COLUMNS[order.column](a, b) || COLUMNS.document(a, b));
    return order.isReversed ? sorted.reverse() : sorted;
  };
  function showChosen(): void {
    removeMany.disabled = chosen.size === 0;
    setText(removeMany, chosen.size === 0 ? 'Remove chosen' : `Remove ${countOf(chosen.size, 'document')}`);
    const shown = matching();
    all.checked = shown.length > 0 && shown.every(({ id }) => chosen.has(id));
    all.indeterminate = !all.checked && chosen.size > 0;
  }
  function draw(): void {
    const shown = matching();
    drawRows(shown, chosen, { onRemove: (id) => onRemove([id]), onChoose: showChosen });
    for (const head of heads) {
      const isSorted = head.dataset['column'] === order.column;
      const direction = order.isReversed ? 'descending' : 'ascending';
      head.closest('th')?.setAttribute('aria-sort', isSorted ? direction : 'none');
    }
    showChosen();
  }

  filter.addEventListener('input', draw);
  all.addEventListener('change', () => {
    for (const { id } of matching())
      if (all.checked) chosen.add(id);
      else chosen.delete(id);
    draw();
  });
  removeMany.addEventListener('click', () => {
    const ids = [...chosen];
    if (ids.length > 1 && !confirm(`Remove ${countOf(ids.length, 'document')}?`)) return;
    chosen.clear();
    onRemove(ids);
  });
  for (const head of heads) {
    head.addEventListener('click', () => {
      const column = head.dataset['column'] as Column;
      order = { column, isReversed: order.column === column && !order.isReversed };
      draw();
    });
  }
  return {
    show(next) {
      documents = next;
      const ids = new Set(documents.map(({ id }) => id));
      for (const id of chosen) if (!ids.has(id)) chosen.delete(id);
      byId('documents-library', HTMLDivElement).hidden = documents.length === 0;
      draw();
    },
  };
}

type RowHandlers = { readonly onRemove: (id: string) => void; readonly onChoose: () => void };

function drawRows(documents: readonly DocumentRecord[], chosen: Set<string>, handlers: RowHandlers): void {
  const rows = documents.slice(0, MAX_ROWS).map((one) => rowOf(one, chosen, handlers));
  const left = documents.length - MAX_ROWS;
  const more = left > 0 ? [h('tr', {}, h('td', { colspan: '6' }, `and ${formatCount(left)} more`))] : [];
  const body = byId('documents-body', HTMLTableSectionElement);
  const focused = focusedRow(body);
  body.replaceChildren(...rows, ...more);
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

/** Says of a document that its text, or that of some of its pages, was recognized in pictures. */
function recognizedNote({ pages = 1, recognizedPages = 0 }: DocumentRecord): HTMLElement | undefined {
  if (recognizedPages === 0) return undefined;
  const what = recognizedPages < pages ? `Text of ${countOf(recognizedPages, 'page')}` : 'Text';
  return h('span', { class: 'hint' }, `${what} recognized by OCR, may have errors`);
}

function rowOf(record: DocumentRecord, chosen: Set<string>, { onRemove, onChoose }: RowHandlers): HTMLTableRowElement {
  const { id, kind, chunks, pages, bytes } = record;
  const remove = button('Remove', () => onRemove(id), 'quiet');
  remove.setAttribute('aria-label', `Remove ${id}`);
  const choice = h('input', { type: 'checkbox', 'aria-label': `Choose ${id}` });
  choice.checked = chosen.has(id);
  choice.addEventListener('change', () => {
    if (choice.checked) chosen.add(id);
    else chosen.delete(id);
    onChoose();
  });
  const length = pages === undefined ? formatCount(chunks) : `${formatCount(chunks)} on ${formatCount(pages)} pages`;
  return h(
    'tr',
    {},
    h('td', { class: 'choice' }, choice),
    h('th', { scope: 'row' }, id, recognizedNote(record)),
    h('td', {}, KIND_NAMES[kind]),
    h('td', { class: 'number' }, length),
    h('td', { class: 'number' }, formatBytes(bytes)),
    h('td', {}, remove),
  );
}
