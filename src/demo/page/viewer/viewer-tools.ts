/** @file The tools of the reader: previous and next place, a text to look for, the size, a copy with its source. */
import { byId, setText } from '../ui/dom';

export type ToolHandlers = {
  readonly onStep: (by: 1 | -1) => void;
  readonly onFind: (text: string) => void;
  readonly onZoom: (factor: number) => void;
  readonly onCopy: () => void;
};

export interface ViewerTools {
  /** `at` counts from 0; `noun` is what the places are. */
  showPlaces(at: number, count: number, noun: string): void;
  say(text: string): void;
  /** Empties the field and restores the size. */
  reset(): void;
}

const SIZES = [0.75, 1, 1.25, 1.5, 2, 3];
const FIND_AFTER_MS = 150;

export function createViewerTools({ onStep, onFind, onZoom, onCopy }: ToolHandlers): ViewerTools {
  const previous = byId('viewer-previous', HTMLButtonElement);
  const next = byId('viewer-next', HTMLButtonElement);
  const label = byId('viewer-places', HTMLSpanElement);
  const find = byId('viewer-find', HTMLInputElement);
  const smaller = byId('viewer-smaller', HTMLButtonElement);
  const larger = byId('viewer-larger', HTMLButtonElement);
  let size = SIZES.indexOf(1);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function setSize(to: number): void {
    size = to;
    smaller.disabled = size === 0;
    larger.disabled = size === SIZES.length - 1;
  }
  function zoom(by: 1 | -1): void {
    setSize(Math.min(SIZES.length - 1, Math.max(0, size + by)));
    onZoom(SIZES[size]!);
  }
  previous.addEventListener('click', () => onStep(-1));
  next.addEventListener('click', () => onStep(1));
  smaller.addEventListener('click', () => zoom(-1));
  larger.addEventListener('click', () => zoom(1));
  byId('viewer-copy', HTMLButtonElement).addEventListener('click', onCopy);
  find.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => onFind(find.value), FIND_AFTER_MS);
  });
  find.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    onStep(event.shiftKey ? -1 : 1);
  });
  setSize(size);

  return {
    showPlaces(at, count, noun) {
      previous.disabled = next.disabled = count < 2;
      setText(label, count === 0 ? `No ${noun}` : `${noun === 'hit' ? 'Hit' : 'Found'} ${at + 1} of ${count}`);
    },
    say: (text) => setText(label, text),
    reset() {
      clearTimeout(timer);
      find.value = '';
      setSize(SIZES.indexOf(1));
    },
  };
}
