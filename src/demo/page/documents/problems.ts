/**
 * @file The files that could not be read, or not wholly, each with its reason. A problem can be dismissed, the password
 * of a PDF can be typed, and the text in pictures can be recognized.
 */
import { MOST_EXAMINED_PAGES } from '../../shared/examined-pages';
import type { AddOutcome, Incoming, Pictures } from '../../shared/library-data';
import { button, byId, h, setText } from '../ui/dom';
import { countOf } from '../ui/format';

export interface Problems {
  /** Adds the failed outcomes; files that were read since are no problem any more. */
  show(outcomes: readonly AddOutcome[], files: readonly Incoming[]): void;
}

export type ProblemHandlers = {
  /** Reads a file again with the password that a person typed. */
  readonly onPassword: (file: Incoming, password: string) => void;
  /** Reads files again, with the text in their pictures. */
  readonly onRecognize: (files: readonly Incoming[]) => void;
};

type Problem = {
  readonly item: HTMLLIElement;
  readonly pictures: Pictures | undefined;
  readonly recognize: HTMLButtonElement | undefined;
};

export function createProblems(handlers: ProblemHandlers): Problems {
  const list = byId('problems', HTMLUListElement);
  const dismissAll = byId('dismiss-problems', HTMLButtonElement);
  const recognizeAll = byId('recognize-all', HTMLButtonElement);
  const note = byId('recognize-note', HTMLParagraphElement);
  const problems = new Map<string, Problem>();
  /** The files whose pictures are being read; `show` follows. */
  const pending = new Set<string>();
  const withPictures = (): Incoming[] =>
    [...problems.values()].flatMap(({ pictures }) => (pictures === undefined ? [] : [pictures.file]));

  function draw(): void {
    const focused = document.activeElement;
    const hadFocus = list.contains(focused) || focused === recognizeAll;
    list.replaceChildren(...[...problems.values()].map(({ item }) => item));
    dismissAll.hidden = problems.size < 2;
    const { length } = withPictures();
    recognizeAll.hidden = length < 2;
    setText(recognizeAll, `Read the text in the pictures of ${countOf(length, 'file')}`);
    note.hidden = length === 0;
    showPending();
    if (!hadFocus) return;
    const isStillThere = list.contains(focused) || (focused === recognizeAll && !recognizeAll.hidden);
    if (isStillThere && focused instanceof HTMLElement) focused.focus();
    else (list.querySelector('button') ?? byId('add-files', HTMLButtonElement)).focus();
  }
  function showPending(): void {
    for (const [path, { recognize }] of problems) recognize?.setAttribute('aria-disabled', String(pending.has(path)));
    recognizeAll.setAttribute('aria-disabled', String(withPictures().every(({ path }) => pending.has(path))));
  }
  function recognizeText(files: readonly Incoming[]): void {
    const more = files.filter(({ path }) => !pending.has(path));
    if (more.length === 0) return;
    for (const { path } of more) pending.add(path);
    showPending();
    handlers.onRecognize(more);
  }
  function dismiss(path: string): void {
    problems.delete(path);
    draw();
  }
  dismissAll.addEventListener('click', () => {
    problems.clear();
    draw();
    byId('add-files', HTMLButtonElement).focus();
  });
  recognizeAll.addEventListener('click', () => recognizeText(withPictures()));

  return {
    show(outcomes, files) {
      for (const { path } of files) pending.delete(path);
      for (const outcome of outcomes) {
        const { path, pictures } = outcome;
        problems.delete(path);
        const reason = reasonOf(outcome);
        if (reason === undefined) continue;
        const close = button('Dismiss', () => dismiss(path), 'quiet');
        close.setAttribute('aria-label', `Dismiss ${path}`);
        const needsPassword = outcome.state === 'failed' && outcome.needsPassword === true;
        const file = needsPassword ? files.find((one) => one.path === path) : undefined;
        const form = file === undefined ? undefined : passwordForm(file, handlers.onPassword);
        const recognize = pictures === undefined ? undefined : recognizeButton(pictures.file, recognizeText);
        const item = h('li', {}, h('strong', {}, path), `: ${reason}. `, form, recognize, ' ', close);
        problems.set(path, { item, pictures, recognize });
      }
      draw();
    },
  };
}

function reasonOf(outcome: AddOutcome): string | undefined {
  if (outcome.state === 'failed') return outcome.reason;
  const pages = outcome.pictures?.pages;
  if (pages === undefined) return undefined;
  // Not all pages of a longer document may have been examined.
  const least = pages.all > MOST_EXAMINED_PAGES ? 'at least ' : '';
  const verb = pages.pictures === 1 ? 'contains no text and looks' : 'contain no text and look';
  return `It can be searched, but ${least}${pages.pictures} of its ${countOf(pages.all, 'page')} ${verb} like a scan`;
}

function recognizeButton(file: Incoming, onRecognize: ProblemHandlers['onRecognize']): HTMLButtonElement {
  const recognize = button('Read the text in the pictures', () => onRecognize([file]));
  recognize.setAttribute('aria-label', `Read the text in the pictures of ${file.path}`);
  return recognize;
}

function passwordForm(file: Incoming, onPassword: ProblemHandlers['onPassword']): HTMLFormElement {
  const input = h('input', { type: 'password', autocomplete: 'off', 'aria-label': `Password of ${file.path}` });
  const form = h('form', { class: 'password' }, input, h('button', { type: 'submit' }, 'Open'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (input.value !== '') onPassword(file, input.value);
  });
  return form;
}
