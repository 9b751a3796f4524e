/**
 * @file `rankside/element`: the element `<rerank-list>`, which reorders a page's own result list. Importing this entry
 * defines the element, and does nothing where there are no custom elements, as on a server.
 */
import type { RerankListEventMap } from './events';
import { RerankList } from './rerank-list';

export { RerankList };
export type {
  ListResult,
  RerankDone,
  RerankFailure,
  RerankListEventMap,
  RerankListState,
  RerankUpdate,
} from './events';
export type { ListRerankerSource } from './settings';

const NAME = 'rerank-list';

declare global {
  interface HTMLElementTagNameMap {
    'rerank-list': RerankList;
  }
  // The events bubble, so listeners may be added to any element.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface HTMLElementEventMap extends RerankListEventMap {}
}

if ('customElements' in globalThis && !customElements.get(NAME)) customElements.define(NAME, RerankList);
