/**
 * @file `<rerank-list>`: wraps a result list and keeps it in the order of its `query`, whatever the page does to either. It owns no
 * result: it moves the page's own elements, and on any failure they go back to the order in which they came.
 */
import { say, setState, tell } from './announce';
import type { RerankListState } from './events';
import { failureOf } from './failure';
import { glide } from './glide';
import { keepPlace } from './keep-place';
import { LatestWhenFree } from './latest-when-free';
import { ListJob } from './list-job';
import type { Asked, Shown } from './list-job';
import { mark, unmark } from './marks';
import { originalOrder } from './original-order';
import { putInOrder, rowsOf } from './put-in-order';
import { resultsIn } from './results-in';
import { ATTRIBUTES, readSettings } from './settings';
import type { ListRerankerSource } from './settings';
import { watchReader } from './watch-reader';

/** On a server there is no such thing as an element, and the module has to load all the same. */
const Base =
  (globalThis as { HTMLElement?: typeof HTMLElement }).HTMLElement ?? (Object as unknown as typeof HTMLElement);

/** A list changes its order at most this often. */
const INTERVAL_MS = 400;
/** What a page changes in one go is looked at once. */
const CHANGES_MS = 20;

export class RerankList extends Base {
  static readonly observedAttributes: readonly string[] = ATTRIBUTES;
  readonly #next = new LatestWhenFree<Shown>(INTERVAL_MS, (shown) => this.#show(shown));
  #reranker: ListRerankerSource | undefined;
  #original: readonly HTMLElement[] = [];
  #job: ListJob | undefined;
  #scheduled: ReturnType<typeof setTimeout> | undefined;
  #leave: (() => void) | undefined;

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
    takeEarly(this);
    const observer = new MutationObserver(() => this.#schedule());
    observer.observe(this, { childList: true, characterData: true, subtree: true });
    const within = (node: Node | null) => this.#original.some((row) => row.contains(node));
    const unwatch = watchReader(this, within, (reason, on) => this.#next.hold(reason, on));
    this.#leave = () => (observer.disconnect(), unwatch());
    this.#schedule();
  }

  disconnectedCallback(): void {
    clearTimeout(this.#scheduled);
    this.#forget();
    this.#job = undefined;
    this.#leave?.();
  }

  attributeChangedCallback(): void {
    this.#schedule();
  }

  /** Ranks anew, also when nothing has changed: after a failure, say. */
  refresh(): void {
    this.#forget();
    this.#job = undefined;
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#scheduled);
    this.#scheduled = setTimeout(() => this.isConnected && this.#follow(), CHANGES_MS);
  }

  /** What was under way is of no use any more. */
  #forget(): void {
    this.#job?.abort();
    this.#next.withdraw();
  }

  #follow(): void {
    try {
      this.#start(this.#ask());
    } catch (error) {
      this.#fail(error);
    }
  }

  #ask(): Asked {
    const settings = readSettings(this);
    const byElement = new Map(resultsIn(this, settings).map((result) => [result.element, result]));
    this.#original = originalOrder(this.#original, [...byElement.keys()]);
    const results = this.#original.map((element) => byElement.get(element)!);
    return { settings, reranker: this.#reranker, results };
  }

  #start(asked: Asked): void {
    if (this.#job?.isOf(asked)) return;
    this.#forget();
    const job = (this.#job = new ListJob(asked, this.#job));
    say(this, '');
    if (!job.isIdle) return void this.#run(job);
    this.#next.offer(job.unranked);
    setState(this, 'idle');
  }

  async #run(job: ListJob): Promise<void> {
    setState(this, 'loading');
    try {
      for await (const shown of job.run(() => setState(this, 'ranking'))) {
        this.#next.offer(shown);
        if (shown.ranking?.stats && this.#next.waits) setState(this, 'held');
      }
    } catch (error) {
      if (this.#job === job) this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const failure = failureOf(error);
    if (this.#job) this.#next.offer(this.#job.unranked);
    setState(this, 'failed');
    say(this, failure.message);
    tell(this, 'rerank-error', failure);
  }

  #show({ order, active, ranking }: Shown): void {
    const rows = rowsOf(order);
    glide(rows, () => keepPlace(rows, () => putInOrder(rows, order)));
    unmark(active);
    if (!ranking) return;
    const { results, scored, total, stats } = ranking;
    mark(results);
    if (!stats) return tell(this, 'rerank-update', { results, scored, total });
    setState(this, 'done');
    tell(this, 'rerank-done', { results, stats });
  }
}

/** What a script set before the element was defined, and which would hide the accessor. */
function takeEarly(element: RerankList): void {
  if (!Object.hasOwn(element, 'reranker')) return;
  const { reranker } = element;
  Reflect.deleteProperty(element, 'reranker');
  element.reranker = reranker;
}
