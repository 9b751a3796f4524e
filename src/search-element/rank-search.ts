/**
 * @file The element `<rank-search>`: a button that opens a search of an index, with ⌘K, Ctrl+K and `/`. It opens the
 * index when it is first used.
 */
import { openCollection } from '../collection/open-collection';
import type { OpenOptions } from '../collection/open-collection';
import type { SearchHit, Searchable } from '../collection/types';
import { messageOf } from '../util/message-of';
import { isPage } from './is-page';
import { recentSearches, rememberSearch } from './recent-searches';
import { groupByPage } from './result-groups';
import { SearchDialog } from './search-dialog';
import type { Choice } from './search-dialog';

/** Servers have no HTMLElement, but importing the module must not fail there. */
const Base =
  (globalThis as { HTMLElement?: typeof HTMLElement }).HTMLElement ?? (Object as unknown as typeof HTMLElement);

/** A search starts after a pause in typing of this length. */
const PAUSE_MS = 80;
const RESULTS = 20;
const OPENING = 'Opening the search';

/** What the reader chose. `preventDefault()` keeps the element from going to the address. */
export type RankSearchSelect = { readonly url: string | undefined; readonly hit: SearchHit; readonly query: string };

/** The class of `<rank-search>`. */
export class RankSearch extends Base {
  static readonly observedAttributes: readonly string[] = ['label', 'placeholder', 'index'];
  /** Options for `openCollection`, such as `{ create: { assets: '/rankside/' } }`. To be set before the first use. */
  openOptions: OpenOptions = {};
  #dialog: SearchDialog | undefined;
  #collection: Searchable | Promise<Searchable> | undefined;
  #own: Promise<Searchable> | undefined;
  #isOpening = false;
  #running: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onKey = (event: KeyboardEvent): void => this.#handleHotkey(event);

  /** The collection to search, in place of the one that the attribute `index` names. */
  get collection(): Searchable | Promise<Searchable> | undefined {
    return this.#collection;
  }

  set collection(collection: Searchable | Promise<Searchable> | undefined) {
    this.#collection = collection;
  }

  connectedCallback(): void {
    this.#dialog ??= new SearchDialog(this.attachShadow({ mode: 'open' }), {
      onOpen: () => this.#onOpen(),
      onClose: () => this.#stop(),
      onInput: (query) => this.#schedule(query),
      onChoose: (choice, event) => this.#choose(choice, event),
    });
    this.#setLabels();
    document.addEventListener('keydown', this.#onKey);
  }

  disconnectedCallback(): void {
    document.removeEventListener('keydown', this.#onKey);
    this.#stop();
    this.#dialog?.close();
    void this.#own?.then((collection) => collection.close()).catch(() => undefined);
    this.#own = undefined;
  }

  attributeChangedCallback(): void {
    this.#setLabels();
  }

  /** Opens the dialog. */
  open(): void {
    this.#dialog?.open();
  }

  close(): void {
    this.#dialog?.close();
  }

  #setLabels(): void {
    const label = this.getAttribute('label') ?? 'Search';
    this.#dialog?.setLabels({ label, placeholder: this.getAttribute('placeholder') ?? 'Search or ask a question' });
  }

  #onOpen(): void {
    this.#schedule(this.#dialog!.query);
    this.#open().catch((error: unknown) => this.#dialog?.say(`The search cannot be opened: ${messageOf(error)}`));
  }

  /** Opens the index, again after a failure. */
  #open(): Promise<Searchable> {
    if (this.#collection !== undefined) return Promise.resolve(this.#collection);
    const index = this.getAttribute('index');
    if (index === null) return Promise.reject(new TypeError('Expected the attribute `index` to name an index'));
    this.#own ??= this.#openIndex(index);
    return this.#own;
  }

  async #openIndex(index: string): Promise<Searchable> {
    this.#isOpening = true;
    this.#dialog?.say(OPENING);
    try {
      return await openCollection(index, this.openOptions);
    } catch (error) {
      this.#own = undefined;
      throw error;
    } finally {
      this.#isOpening = false;
      this.#dialog?.takeBack(OPENING);
    }
  }

  #schedule(query: string): void {
    this.#stop();
    if (query.trim() === '') {
      this.#dialog!.showRecent(this.getAttribute('recent') === 'off' ? [] : recentSearches());
      return this.#dialog!.say(this.#isOpening ? OPENING : '');
    }
    const { signal } = (this.#running = new AbortController());
    this.#timer = setTimeout(() => {
      this.#search(query, signal).catch((error: unknown) => {
        if (!signal.aborted) this.#dialog?.say(`The search failed: ${messageOf(error)}`);
      });
    }, PAUSE_MS);
  }

  async #search(query: string, signal: AbortSignal): Promise<void> {
    const collection = await this.#open();
    for await (const { kind, results, stats } of collection.stream(query, { topN: RESULTS, unit: 'passage', signal })) {
      if (signal.aborted) return;
      const groups = groupByPage(results);
      this.#dialog!.showResults(groups);
      const shown = groups.reduce((sum, { hits }) => sum + hits.length, 0);
      if (kind === 'done') this.#dialog!.say([describe(shown), ...stats.warnings].join('. '));
    }
  }

  #choose(choice: Choice, event: MouseEvent | KeyboardEvent): void {
    const dialog = this.#dialog!;
    if (choice.kind === 'recent') return void (dialog.query = choice.query);
    const { hit } = choice;
    const { query } = dialog;
    if (this.getAttribute('recent') !== 'off') rememberSearch(query);
    const detail: RankSearchSelect = { url: hit.url, hit, query };
    const goes = this.dispatchEvent(
      new CustomEvent('rank-search-select', { detail, bubbles: true, composed: true, cancelable: true }),
    );
    if (!goes) return dialog.close();
    if (hit.url === undefined || !isPage(hit.url, document.baseURI)) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return void window.open(hit.url, '_blank', 'noopener');
    dialog.close();
    location.assign(hit.url);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
  }

  #handleHotkey(event: KeyboardEvent): void {
    if (this.getAttribute('hotkey') === 'off' || event.defaultPrevented || event.isComposing) return;
    const isCommand =
      event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey) && !event.shiftKey && !event.altKey;
    const isSlash = event.key === '/' && !event.metaKey && !event.ctrlKey && !event.altKey && !isEditable(event);
    if (!isCommand && !isSlash) return;
    event.preventDefault();
    if (isCommand && this.#dialog?.isOpen) this.close();
    else this.open();
  }
}

function describe(count: number): string {
  if (count === 0) return 'Nothing was found';
  return count === 1 ? '1 result' : `${count} results`;
}

/** Whether the reader is typing somewhere. */
function isEditable(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
