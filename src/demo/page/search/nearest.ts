/** @file When no passage answers, the list of results is folded behind a button that shows it. */
import { byId, setText } from '../ui/dom';
import { countOf } from '../ui/format';

export interface NearestFold {
  /** Hides the list of `count` passages behind the button, which names the first of them. */
  fold(count: number, first: string): void;
  /** Shows the list without the button. */
  unfold(): void;
}

export function createNearestFold(): NearestFold {
  const list = byId('results-list', HTMLOListElement);
  const toggle = byId('nearest', HTMLButtonElement);
  let label = '';

  function show(isOpen: boolean): void {
    list.hidden = !isOpen;
    toggle.setAttribute('aria-expanded', String(isOpen));
    setText(toggle, `${isOpen ? 'Hide' : 'Show'} ${label}`);
  }
  toggle.addEventListener('click', () => show(toggle.getAttribute('aria-expanded') !== 'true'));

  return {
    fold(count, first) {
      label = `the nearest ${countOf(count, 'passage')}, first “${first}”`;
      toggle.hidden = false;
      show(false);
    },
    unfold() {
      toggle.hidden = true;
      list.hidden = false;
    },
  };
}
