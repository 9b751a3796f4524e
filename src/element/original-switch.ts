/**
 * @file The switch with which a reader returns to the original order, the note that the order changed, and the choice,
 * which is remembered for all pages of the origin.
 */

const KEY = 'rankside:original-order';
const CONTROL = '[data-rerank-original]';
const NOTE = '[data-rerank-note]';
const TEXTS = { note: 'Sorted by relevance on this device.', control: 'Original order' };

/**
 * Calls `choose` when the reader uses the switch: any control marked `data-rerank-original`.
 *
 * @returns a function that stops watching
 */
export function watchSwitch(root: HTMLElement, choose: (original: boolean) => void): () => void {
  const onClick = ({ target }: Event) => {
    const control = (target as Element).closest(CONTROL);
    if (!control || !root.contains(control)) return;
    const isChosen = control instanceof HTMLInputElement ? control.checked : !root.hasAttribute('original');
    remember(isChosen);
    choose(isChosen);
  };
  root.addEventListener('click', onClick);
  return () => root.removeEventListener('click', onClick);
}

/** Whether the reader has chosen the original order before, and can return from it here. */
export function remembersOriginal(root: HTMLElement): boolean {
  return root.querySelector(CONTROL) !== null && recall();
}

/** Creates the note and the switch if the page asks for them and has none. */
export function ensureNote(root: HTMLElement): void {
  const text = root.getAttribute('note');
  if (text === null || root.querySelector(NOTE)) return;
  const note = document.createElement('p');
  note.dataset['rerankNote'] = '';
  note.hidden = true;
  const words = note.appendChild(document.createElement('span'));
  words.dataset['rerankNoteText'] = '';
  words.textContent = text.trim() || TEXTS.note;
  note.append(' ');
  const control = note.appendChild(document.createElement('button'));
  control.type = 'button';
  control.dataset['rerankOriginal'] = '';
  control.textContent = TEXTS.control;
  root.prepend(note);
}

/** Shows the note while the order differs from the original one, or the reader has chosen the original one. */
export function showOrder(root: HTMLElement, isReordered: boolean): void {
  const isOriginal = root.hasAttribute('original');
  root.toggleAttribute('reordered', isReordered);
  for (const note of root.querySelectorAll<HTMLElement>(NOTE)) note.hidden = !isReordered && !isOriginal;
  for (const words of root.querySelectorAll<HTMLElement>('[data-rerank-note-text]')) words.hidden = isOriginal;
  for (const control of root.querySelectorAll(CONTROL)) {
    if (control instanceof HTMLInputElement) control.checked = isOriginal;
    else control.ariaPressed = String(isOriginal);
  }
}

/** Storage may be blocked; the choice then lasts as long as the page. */
function remember(isOriginal: boolean): void {
  try {
    if (isOriginal) localStorage.setItem(KEY, 'true');
    else localStorage.removeItem(KEY);
  } catch {
    return;
  }
}

function recall(): boolean {
  try {
    return localStorage.getItem(KEY) === 'true';
  } catch {
    return false;
  }
}
