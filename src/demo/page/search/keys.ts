/** @file Keys of the Search view: `/` focuses the question, and the arrows move from result to result. */
import { byId } from '../ui/dom';

export function connectKeys(): void {
  const input = byId('query', HTMLInputElement);
  const view = byId('view-search', HTMLElement);
  const list = byId('results-list', HTMLOListElement);
  addEventListener('keydown', (event) => {
    if (view.hidden || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const { activeElement } = document;
    if (event.key === '/' && !isTyping(activeElement)) {
      event.preventDefault();
      input.focus();
      input.select();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const titles = [...list.querySelectorAll<HTMLButtonElement>('.open')];
      const at = titles.findIndex((title) => title === activeElement);
      if (list.hidden || (at < 0 && activeElement !== input)) return;
      const next = at + (event.key === 'ArrowDown' ? 1 : -1);
      if (next >= titles.length) return;
      event.preventDefault();
      if (next < 0) input.focus();
      else {
        titles[next]?.focus({ preventScroll: true });
        titles[next]?.closest('li')?.scrollIntoView({ block: 'nearest' });
      }
    }
  });
}

function isTyping(element: Element | null): boolean {
  return element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement || isTextInput(element);
}

function isTextInput(element: Element | null): boolean {
  return element instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(element.type);
}
