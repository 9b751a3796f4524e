import { beforeEach, describe, expect, it } from 'vitest';
import { createNearestFold } from '../../../../src/demo/page/search/nearest';

const toggle = () => document.querySelector<HTMLButtonElement>('#nearest')!;
const list = () => document.querySelector<HTMLOListElement>('#results-list')!;
const shown = () => ({
  button: toggle().hidden ? undefined : toggle().textContent,
  expanded: toggle().getAttribute('aria-expanded'),
  list: !list().hidden,
});

beforeEach(() => {
  document.body.innerHTML =
    '<button id="nearest" aria-expanded="false" hidden></button><ol id="results-list"><li>one</li></ol>';
});

describe('createNearestFold()', () => {
  it('hides the list behind a button that shows and hides it', () => {
    createNearestFold().fold(2, 'Compost');
    const label = 'the nearest 2 passages, first “Compost”';
    expect(shown()).toEqual({ button: `Show ${label}`, expanded: 'false', list: false });
    toggle().click();
    expect(shown()).toEqual({ button: `Hide ${label}`, expanded: 'true', list: true });
    toggle().click();
    expect(shown()).toEqual({ button: `Show ${label}`, expanded: 'false', list: false });
  });

  it('shows the list without the button for the next question', () => {
    const nearest = createNearestFold();
    nearest.fold(2, 'Compost');
    nearest.unfold();
    expect(shown()).toMatchObject({ button: undefined, list: true });
  });
});
