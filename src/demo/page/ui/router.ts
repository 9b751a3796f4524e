/** @file One view at a time, named by the address’s hash, so that back and reload keep their place. */
import { byId } from './dom';

const VIEWS = ['search', 'documents', 'evaluate', 'benchmark', 'paste', 'engine'] as const;
type View = (typeof VIEWS)[number];

export function startRouter(): void {
  let shown: View | undefined;

  function show(): void {
    const asked = location.hash.replace(/^#\//, '');
    // A hash without a slash is a place within the page: a skip link.
    if (shown !== undefined && !location.hash.startsWith('#/')) return;
    const view = VIEWS.find((name) => name === asked) ?? 'search';
    for (const name of VIEWS) byId(`view-${name}`, HTMLElement).hidden = name !== view;
    for (const link of byId('nav', HTMLElement).querySelectorAll('a')) {
      if (link.hash === `#/${view}`) {
        link.setAttribute('aria-current', 'page');
        // On a narrow screen the row of links scrolls.
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
