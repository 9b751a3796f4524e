/** @file The inputs of the view: the question, the box of passages and the suggested questions. */
import { byId, create } from '../ui/dom';
import { type Entry, formatPassages, parsePassages } from './parse-passages';
import { SAMPLE_PASSAGES, SUGGESTED_QUERIES } from './sample';

/**
 * A pause in typing of this length starts a search. Edited passages cost more than a new question, so they wait longer.
 */
const QUERY_PAUSE_MS = 120;
const PASSAGES_PAUSE_MS = 400;

export type PasteInput = { readonly query: string; readonly entries: readonly Entry[] };

/** Fills the box with the sample, and calls `onAsk` now and whenever the question or the passages change. */
export function watchInputs(onAsk: (input: PasteInput) => void): void {
  const query = byId('paste-query', HTMLInputElement);
  const passages = byId('paste-passages', HTMLTextAreaElement);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let source: string | undefined;
  let entries: readonly Entry[] = [];

  function ask(): void {
    clearTimeout(timer);
    if (source !== passages.value) entries = parsePassages((source = passages.value));
    onAsk({ query: query.value.trim(), entries });
  }
  function askLater(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(ask, ms);
  }

  query.addEventListener('input', () => askLater(QUERY_PAUSE_MS));
  passages.addEventListener('input', () => askLater(PASSAGES_PAUSE_MS));
  byId('paste-restore', HTMLButtonElement).addEventListener('click', () => {
    passages.value = formatPassages(SAMPLE_PASSAGES);
    ask();
  });
  byId('paste-search', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    ask();
  });
  addChips((text) => {
    query.value = text;
    ask();
  });
  if (passages.value.trim() === '') passages.value = formatPassages(SAMPLE_PASSAGES);
  ask();
}

function addChips(onChoose: (query: string) => void): void {
  const chips = SUGGESTED_QUERIES.map(({ query }) => {
    const chip = create('button', 'chip', query);
    chip.type = 'button';
    chip.addEventListener('click', () => onChoose(query));
    return chip;
  });
  byId('paste-chips', HTMLDivElement).append(...chips);
}
