/**
 * @file `rankside/search-element`: the element `<rank-search>`, a search dialog for an index. Importing this entry
 * defines the element, and does nothing where there are no custom elements, as on a server.
 */
import { RankSearch } from './rank-search';
import type { RankSearchSelect } from './rank-search';

export { RankSearch };
export type { RankSearchSelect };
export { forgetSearches } from './recent-searches';

const NAME = 'rank-search';

declare global {
  interface HTMLElementTagNameMap {
    'rank-search': RankSearch;
  }
  interface HTMLElementEventMap {
    'rank-search-select': CustomEvent<RankSearchSelect>;
  }
}

if ('customElements' in globalThis && !customElements.get(NAME)) customElements.define(NAME, RankSearch);
