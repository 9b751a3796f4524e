/**
 * @file Shows one view at a time, named by the hash of the address, so that going back and reloading show the same
 * view.
 */
import { readAddress } from './address';
import { byId } from './dom';

const VIEWS = ['search', 'documents', 'evaluate', 'benchmark', 'paste', 'engine'] as const;
type View = (typeof VIEWS)[number];

export function startRouter(): void {
  let shown: View | undefined;

  function show(): void {
    const { view: requested } = readAddress();
    // A hash without a slash belongs to a link within the page, such as the skip link.
    if (shown !== undefined && !location.hash.startsWith('#/')) return;
    const view = VIEWS.find((name) => name === requested) ?? 'search';
    for (const name of VIEWS) byId(`view-${name}`, HTMLElement).hidden = name !== view;
    for (const link of byId('nav', HTMLElement).querySelectorAll('a')) {
      if (readAddress(link.hash).view === view) {
        link.setAttribute('aria-current', 'page');
        // On a narrow screen the links scroll sideways.
        link.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      } else link.removeAttribute('aria-current');
    }
    if (shown !== undefined && shown !== view) {
      scrollTo(0, 0);
      byId('main', HTMLElement).focus({ preventScroll: true });
    }
    shown = view;
  }
  addEventListener('hashchange', show);
  show();
}
