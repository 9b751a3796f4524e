/**
 * @file `rankside/element`: `<rerank-list>`, which reorders a page's own result list. Importing it defines the element; where there is no
 * document, as on a server, it does nothing.
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
  // They bubble, so any element may hear them.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface HTMLElementEventMap extends RerankListEventMap {}
}

if ('customElements' in globalThis && !customElements.get(NAME)) customElements.define(NAME, RerankList);
