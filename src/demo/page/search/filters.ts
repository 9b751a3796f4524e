/** @file The filters above the results: a button for each kind of document, and a list to choose one document from. */
import type { DocumentKind, DocumentRecord, Filter } from '../../shared/library-data';
import { KIND_NAMES } from '../documents/kinds';
import { byId, h } from '../ui/dom';

export interface Filters {
  readonly filter: Filter;
  /** Offers the kinds and the names of these documents. */
  setDocuments(documents: readonly DocumentRecord[]): void;
}

export function createFilters(onChange: () => void): Filters {
  const kinds = byId('filter-kinds', HTMLDivElement);
  const select = byId('filter-document', HTMLSelectElement);
  const folder = byId('filter-folder', HTMLSelectElement);
  const chosen = new Set<DocumentKind>();
  for (const each of [select, folder]) each.addEventListener('change', onChange);

  function kindButton(kind: DocumentKind, count: number): HTMLButtonElement {
    const chip = h(
      'button',
      { type: 'button', class: 'chip', 'aria-pressed': String(chosen.has(kind)) },
      `${KIND_NAMES[kind]} ${count}`,
    );
    chip.addEventListener('click', () => {
      if (!chosen.delete(kind)) chosen.add(kind);
      chip.setAttribute('aria-pressed', String(chosen.has(kind)));
      onChange();
    });
    return chip;
  }

  return {
    get filter() {
      return {
        ...(chosen.size > 0 ? { kinds: [...chosen] } : {}),
        ...(select.value === '' ? {} : { documents: [select.value] }),
        ...(folder.value === '' ? {} : { folder: folder.value }),
      };
    },
    setDocuments(documents) {
      const counts = new Map<DocumentKind, number>();
      for (const { kind } of documents) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      for (const kind of chosen) if (!counts.has(kind)) chosen.delete(kind);
      kinds.replaceChildren(...(counts.size > 1 ? [...counts].map(([kind, count]) => kindButton(kind, count)) : []));
      const ids = documents.map(({ id }) => id).sort((a, b) => a.localeCompare(b));
      offer(select, 'All documents', ids);
      const folders = foldersOf(ids);
      offer(folder, 'All folders', folders);
      folder.hidden = folders.length === 0;
    },
  };
}

/** Keeps what is chosen as long as it is offered. */
function offer(select: HTMLSelectElement, all: string, values: readonly string[]): void {
  const { value } = select;
  select.replaceChildren(h('option', { value: '' }, all), ...values.map((each) => h('option', { value: each }, each)));
  select.value = values.includes(value) ? value : '';
}

/** Every folder that contains a document, at any depth. */
function foldersOf(ids: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const id of ids)
    for (let at = id.indexOf('/'); at > 0; at = id.indexOf('/', at + 1)) folders.add(id.slice(0, at));
  return [...folders].sort((a, b) => a.localeCompare(b));
}
