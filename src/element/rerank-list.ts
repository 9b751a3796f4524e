/**
 * @file `<rerank-list>`: wraps a result list and keeps it in the order of its `query`, whatever the page does to either. It owns no
 * result: it moves the page's own elements, and on any failure they go back to the order in which they came.
 */
import type { RerankListState } from './events';
import { ListController } from './list-controller';
import { ATTRIBUTES } from './settings';
import type { ListRerankerSource } from './settings';
import { watchInteraction } from './watch-interaction';

/** On a server there is no such thing as an element, and the module has to load all the same. */
const Base =
  (globalThis as { HTMLElement?: typeof HTMLElement }).HTMLElement ?? (Object as unknown as typeof HTMLElement);

/** What a page changes in one go is looked at once. */
const CHANGES_MS = 20;

export class RerankList extends Base {
  static readonly observedAttributes: readonly string[] = ATTRIBUTES;
  readonly #controller = new ListController(this);
  #reranker: ListRerankerSource | undefined;
  #scheduled: ReturnType<typeof setTimeout> | undefined;
  #stopWatching: (() => void) | undefined;

  /** What the results are ranked by; blank: they stand as they came. Reflects the attribute. */
  get query(): string {
    return this.getAttribute('query') ?? '';
  }

  set query(query: string) {
    this.setAttribute('query', query);
  }

  /** What ranks. Default: one for the page, made when it is first needed. Whoever gives one disposes of it. */
  get reranker(): ListRerankerSource | undefined {
    return this.#reranker;
  }

  set reranker(reranker: ListRerankerSource | undefined) {
    this.#reranker = reranker;
    this.#schedule();
  }

  /** Also as an attribute, for styles. */
  get state(): RerankListState {
    return (this.getAttribute('state') as RerankListState | null) ?? 'idle';
  }

  connectedCallback(): void {
    applyEarlyProperty(this);
    const observer = new MutationObserver(() => this.#schedule());
    observer.observe(this, { childList: true, characterData: true, subtree: true });
    const within = (node: Node | null) => this.#controller.contains(node);
    const unwatch = watchInteraction(this, within, (reason, on) => this.#controller.setHold(reason, on));
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

  /** Ranks anew, also when nothing has changed: after a failure, say. */
  refresh(): void {
    this.#controller.reset();
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#scheduled);
    this.#scheduled = setTimeout(() => this.isConnected && this.#controller.update(this.#reranker), CHANGES_MS);
  }
}

/** What a script set before the element was defined, and which would hide the accessor. */
function applyEarlyProperty(element: RerankList): void {
  if (!Object.hasOwn(element, 'reranker')) return;
  const { reranker } = element;
  Reflect.deleteProperty(element, 'reranker');
  element.reranker = reranker;
}
