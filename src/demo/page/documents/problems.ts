/**
 * @file The files that could not be read, each with its reason. A problem can be dismissed, and the password of a PDF
 * can be typed.
 */
import type { AddOutcome, Incoming } from '../../shared/library-data';
import { button, byId, h } from '../ui/dom';

export interface Problems {
  /** Adds the failed outcomes; files that were read since are no problem any more. */
  show(outcomes: readonly AddOutcome[], files: readonly Incoming[]): void;
}

/** `onPassword` reads a file again with the password that a person typed. */
export function createProblems(onPassword: (file: Incoming, password: string) => void): Problems {
  const list = byId('problems', HTMLUListElement);
  const dismissAll = byId('dismiss-problems', HTMLButtonElement);
  const items = new Map<string, HTMLLIElement>();

  function draw(): void {
    list.replaceChildren(...items.values());
    dismissAll.hidden = items.size < 2;
  }
  function dismiss(path: string): void {
    items.delete(path);
    draw();
    (list.querySelector('button') ?? byId('add-files', HTMLButtonElement)).focus();
  }
  dismissAll.addEventListener('click', () => {
    items.clear();
    draw();
    byId('add-files', HTMLButtonElement).focus();
  });

  return {
    show(outcomes, files) {
      for (const outcome of outcomes) {
        items.delete(outcome.path);
        if (outcome.state !== 'failed') continue;
        const close = button('Dismiss', () => dismiss(outcome.path), 'quiet');
        close.setAttribute('aria-label', `Dismiss ${outcome.path}`);
        const file = outcome.needsPassword === true ? files.find(({ path }) => path === outcome.path) : undefined;
        const form = file === undefined ? undefined : passwordForm(file, onPassword);
        items.set(outcome.path, h('li', {}, h('strong', {}, outcome.path), `: ${outcome.reason}. `, form, close));
      }
      draw();
    },
  };
}

function passwordForm(file: Incoming, onPassword: (file: Incoming, password: string) => void): HTMLFormElement {
  const input = h('input', { type: 'password', autocomplete: 'off', 'aria-label': `Password of ${file.path}` });
  const form = h('form', { class: 'password' }, input, h('button', { type: 'submit' }, 'Open'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (input.value !== '') onPassword(file, input.value);
  });
  return form;
}
