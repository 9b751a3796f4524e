/**
 * @file The element `<rerank-list>` wraps a result list and keeps it ranked by its `query` while the page changes
 * either. It moves the page's own elements and creates none; after a failure they return to their original order.
 */
import type { RerankListState } from './events';
import { ListController } from './list-controller';
import { ATTRIBUTES } from './settings';
import type { ListRerankerSource } from './settings';
import { watchInteraction } from './watch-interaction';

/** Servers have no HTMLElement, but importing the module must not fail there. */
const Base =
  (globalThis as { HTMLElement?: typeof HTMLElement }).HTMLElement ?? (Object as unknown as typeof HTMLElement);

/** The delay after a change, so that changes made together lead to one update. */
const CHANGES_MS = 20;

/** The class of `<rerank-list>`. */
export class RerankList extends Base {
  static readonly observedAttributes: readonly string[] = ATTRIBUTES;
  readonly #controller = new ListController(this);
  #reranker: ListRerankerSource | undefined;
  #scheduled: ReturnType<typeof setTimeout> | undefined;
  #stopWatching: (() => void) | undefined;

  /**
   * The text that results are ranked by; it reflects the attribute. With a blank query the results keep their original
   * order.
   */
  get query(): string {
    return this.getAttribute('query') ?? '';
  }

  set query(query: string) {
    this.setAttribute('query', query);
  }

  /**
   * The reranker; the element does not dispose of it. Default: one that elements with the same settings share, created
   * on first use.
   */
  get reranker(): ListRerankerSource | undefined {
    return this.#reranker;
  }

  set reranker(reranker: ListRerankerSource | undefined) {
    this.#reranker = reranker;
    this.#schedule();
  }

  /** The current state, which is also an attribute for use in styles. */
  get state(): RerankListState {
    return (this.getAttribute('state') as RerankListState | null) ?? 'idle';
  }

  connectedCallback(): void {
    applyEarlyProperty(this);
    const observer = new MutationObserver(() => this.#schedule());
    observer.observe(this, { childList: true, characterData: true, subtree: true });
    const isInResult = (node: Node | null) => this.#controller.contains(node);
    const unwatch = watchInteraction(this, isInResult, (reason, on) => this.#controller.setHold(reason, on));
    this.#stopWatching = () => (observer.disconnect(), unwatch());
    this.#schedule();
  }

  disconnectedCallback(): void {
    clearTimeout(this.#scheduled);
    this.#controller.reset();
    this.#stopWatching?.();
  }

  attributeChangedCallback(): void {
    this.#schedule();
  }

  /** Ranks anew even if nothing has changed, for example after a failure. */
  refresh(): void {
    this.#controller.reset();
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#scheduled);
    this.#scheduled = setTimeout(() => this.isConnected && this.#controller.update(this.#reranker), CHANGES_MS);
  }
}

/**
 * Passes a property that a script set before the element was defined to its accessor, which the property would hide.
 */
function applyEarlyProperty(element: RerankList): void {
  if (!Object.hasOwn(element, 'reranker')) return;
  const { reranker } = element;
  Reflect.deleteProperty(element, 'reranker');
  element.reranker = reranker;
}
