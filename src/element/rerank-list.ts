/**
 * @file The element `<rerank-list>` wraps a result list and keeps it ranked by its `query` while the page changes
 * either. It moves the page's own elements and creates none but the note that a page asks for; after a failure they
 * return to their original order.
 */
import type { RerankListState } from './events';
import { allShadowRootsIn } from './deep-query';
import { ListController } from './list-controller';
import { ensureNote, remembersOriginal, watchSwitch } from './original-switch';
import { ATTRIBUTES } from './settings';
import type { ListRerankerSource } from './settings';
import { sharedReranker } from './shared-reranker';
import { watchInteraction } from './watch-interaction';

/** Servers have no HTMLElement, but importing the module must not fail there. */
const Base =
  (globalThis as { HTMLElement?: typeof HTMLElement }).HTMLElement ?? (Object as unknown as typeof HTMLElement);

/** The delay after a change, so that changes made together lead to one update. */
const CHANGES_MS = 20;

/** The changes of the page that may change a result. */
const OBSERVED: MutationObserverInit = {
  ...{ childList: true, characterData: true, subtree: true },
  attributeFilter: ['hidden', 'alt', 'aria-label', 'data-score', 'slot'],
};

/** The class of `<rerank-list>`. */
export class RerankList extends Base {
  static readonly observedAttributes: readonly string[] = ATTRIBUTES;
  #reranker: ListRerankerSource | undefined;
  readonly #controller = new ListController(this, {
    rerankerFor: ({ create }) => this.#reranker ?? sharedReranker(create),
  });
  #scheduled: ReturnType<typeof setTimeout> | undefined;
  #stopWatching: (() => void) | undefined;
  #observer: MutationObserver | undefined;
  #choiceRestored = false;
  /** Names of elements in the list that are not defined yet. */
  readonly #awaited = new Set<string>();

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

  /** Whether the results are in their original order by the reader's wish; it reflects the attribute. */
  get original(): boolean {
    return this.hasAttribute('original');
  }

  set original(original: boolean) {
    this.toggleAttribute('original', original);
  }

  /** The current state, which is also an attribute for use in styles. */
  get state(): RerankListState {
    return (this.getAttribute('state') as RerankListState | null) ?? 'idle';
  }

  connectedCallback(): void {
    applyEarlyProperty(this);
    const observer = (this.#observer = new MutationObserver(() => this.#schedule()));
    observer.observe(this, OBSERVED);
    const unwatchSwitch = watchSwitch(this, (original) => (this.original = original));
    const isInResult = (node: Node | null) => this.#controller.contains(node);
    const unwatch = watchInteraction(this, isInResult, (reason, on) => this.#controller.setHold(reason, on));
    this.#stopWatching = () => (observer.disconnect(), unwatch(), unwatchSwitch());
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
    this.#scheduled = setTimeout(() => this.isConnected && this.#update(), CHANGES_MS);
  }

  #update(): void {
    ensureNote(this);
    if (!this.#choiceRestored && remembersOriginal(this)) {
      this.#choiceRestored = true;
      this.original = true;
    }
    this.#watchShadowRoots();
    this.#controller.update();
  }

  /** Follows changes inside of open shadow roots, also of elements that are defined later. */
  #watchShadowRoots(): void {
    for (const root of allShadowRootsIn(this)) this.#observer?.observe(root, OBSERVED);
    for (const { localName } of this.querySelectorAll(':not(:defined)')) {
      if (this.#awaited.has(localName)) continue;
      this.#awaited.add(localName);
      void customElements.whenDefined(localName).then(() => this.#schedule());
    }
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
