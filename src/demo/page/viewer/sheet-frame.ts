/** @file The frame of a page or an image in the reader. What is wider than it is scrolled with the keyboard, too. */
import { h } from '../ui/dom';

/** @param label names what is in the frame, for a screen reader */
export function sheetFrame(label: string, sheet: HTMLElement): HTMLElement {
  return h('div', { class: 'sheet-frame', role: 'region', 'aria-label': label, tabindex: '0' }, sheet);
}
