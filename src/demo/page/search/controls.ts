/** @file The controls of a search: the question, the filters, the suggested questions and the two switches. */
import type { DocumentRecord, Filter } from '../../shared/library-data';
import { byId } from '../ui/dom';
import { createFilters } from './filters';
import { createSuggestions } from './suggestions';

export interface Controls {
  /** Without white space around it; empty when there is no question. */
  readonly query: string;
  readonly filter: Filter;
  readonly isReranking: boolean;
  setQuery(query: string): void;
  showSuggestions(visible: boolean): void;
  /** Offers filters for these documents. */
  setDocuments(documents: readonly DocumentRecord[]): void;
}

/** `onChange` is called whenever the reader asks for something else. */
export function createControls(onChange: () => void): Controls {
  const input = byId('query', HTMLInputElement);
  const rerank = byId('rerank', HTMLInputElement);
  const filters = createFilters(onChange);
  const suggestions = createSuggestions((query) => {
    input.value = query;
    onChange();
    input.focus();
  });
  input.addEventListener('input', onChange);
  rerank.addEventListener('change', onChange);
  connectResultList();
  return {
    get query() {
      return input.value.trim();
    },
    get filter() {
      return filters.filter;
    },
    get isReranking() {
      return rerank.checked;
    },
    setQuery: (query) => void (input.value = query),
    showSuggestions: (visible) => suggestions.setVisible(visible),
    setDocuments: (documents) => filters.setDocuments(documents),
  };
}

/** The judge switch shows the buttons of every card; Enter in the question moves the focus to the first result. */
function connectResultList(): void {
  const list = byId('results-list', HTMLOListElement);
  const judge = byId('judge', HTMLInputElement);
  judge.addEventListener('change', () => list.classList.toggle('judging', judge.checked));
  byId('search', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const target = list.hidden ? byId('nearest', HTMLButtonElement) : list.querySelector<HTMLButtonElement>('.open');
    target?.focus();
  });
}
