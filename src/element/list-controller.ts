/**
 * @file Controls one list: reads its settings and results, starts a job when they change, and applies the orders that
 * it yields.
 */
import { glide } from '../list/glide';
import { ReorderGate } from '../list/reorder-gate';
import { dispatch, setState, setStatusText } from './announce';
import { toFailure } from './failure';
import { keepScrollPosition } from './keep-scroll-position';
import { ListJob } from './list-job';
import type { ListRequest, ListOrder } from './list-job';
import { setRankAttributes, removeRankAttributes } from './rank-attributes';
import { originalOrder } from './original-order';
import { showOrder } from './original-switch';
import { putInOrder, connectedSiblings } from './put-in-order';
import { findResults } from './results-in';
import { readSettings } from './settings';
import type { ListRerankerSource, Settings } from './settings';
import type { HoldReason } from './watch-interaction';

/** The shortest time between two changes of the order. */
const INTERVAL_MS = 400;
const GLIDE = { durationMs: 240, easing: 'ease-out' };

export type ListSources = {
  /** Reads the settings before each update. Default: those in the attributes of the list's root. */
  readonly read?: () => Settings;
  /** Gives the reranker; the same one for the same settings, because another one means to rank anew. */
  readonly rerankerFor: (settings: Settings) => ListRerankerSource;
};

export class ListController {
  readonly #root: HTMLElement;
  readonly #read: () => Settings;
  readonly #rerankerFor: ListSources['rerankerFor'];
  readonly #gate = new ReorderGate<ListOrder>({ intervalMs: INTERVAL_MS, apply: (order) => this.#applyOrder(order) });
  #original: readonly HTMLElement[] = [];
  #job: ListJob | undefined;
  /** The error in the attributes that was already reported. */
  #reportedError: string | undefined;

  constructor(root: HTMLElement, { read = () => readSettings(root), rerankerFor }: ListSources) {
    this.#root = root;
    this.#read = read;
    this.#rerankerFor = rerankerFor;
  }

  /** Whether a node is inside of a result. */
  contains(node: Node | null): boolean {
    // Outside of a shadow root, the focus in it is known as the focus of its host.
    const shadow = (node as Partial<Element> | null)?.shadowRoot ?? undefined;
    return this.#original.some(
      (element) => element.contains(node) || (shadow !== undefined && element.getRootNode() === shadow),
    );
  }

  setHold(reason: HoldReason, on: boolean): void {
    this.#gate.hold(reason, on);
  }

  /** Cancels the current job, so that the next update starts anew. */
  reset(): void {
    this.#cancel();
    this.#job = undefined;
    this.#reportedError = undefined;
  }

  /** Reads the current list and ranks it, unless the current job already does. */
  update(): void {
    try {
      this.#start(this.#readRequest());
      this.#reportedError = undefined;
    } catch (error) {
      if (this.#reportedError === String(error)) return; // an error is reported once
      this.#reportedError = String(error);
      this.#cancel();
      this.#fail(error);
    }
  }

  #cancel(): void {
    this.#job?.abort();
    this.#gate.withdraw();
  }

  #readRequest(): ListRequest {
    const settings = this.#read();
    const byElement = new Map(findResults(this.#root, settings).map((result) => [result.element, result]));
    this.#original = originalOrder(this.#original, [...byElement.keys()]);
    return {
      settings,
      reranker: this.#rerankerFor(settings),
      results: this.#original.map((element) => byElement.get(element)!),
    };
  }

  #start(request: ListRequest): void {
    if (this.#job?.hasSameRequest(request) && this.#reportedError === undefined) return;
    this.#cancel();
    const job = (this.#job = new ListJob(request, this.#job));
    setStatusText(this.#root, '');
    if (request.settings.original) showOrder(this.#root, false);
    if (!job.isIdle) return void this.#run(job);
    this.#gate.offer(job.unranked);
    setState(this.#root, 'idle');
    void job.prepare();
  }

  async #run(job: ListJob): Promise<void> {
    setState(this.#root, 'loading');
    try {
      for await (const order of job.run(() => setState(this.#root, 'ranking'))) {
        this.#gate.offer(order);
        if (order.ranking?.stats && this.#gate.isWaiting) setState(this.#root, 'held');
      }
    } catch (error) {
      if (this.#job === job) this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const failure = toFailure(error);
    if (this.#job) this.#gate.offer(this.#job.unranked);
    setState(this.#root, 'failed');
    setStatusText(this.#root, failure.message);
    dispatch(this.#root, 'rerank-error', failure);
  }

  #applyOrder({ order, active, ranking }: ListOrder): void {
    const elements = connectedSiblings(order);
    const isMoved = !this.#job?.isOrderedByPage;
    if (isMoved) {
      const move = () => keepScrollPosition(elements, () => putInOrder(elements, order));
      glide(() => elements, move, GLIDE);
    }
    showOrder(this.#root, isMoved && order.some((element, i) => element !== this.#original[i]));
    removeRankAttributes(active);
    if (!ranking) return;
    const { results, scored, total, stats } = ranking;
    setRankAttributes(results);
    if (!stats) return dispatch(this.#root, 'rerank-update', { results, scored, total });
    setState(this.#root, 'done');
    dispatch(this.#root, 'rerank-done', { results, stats });
  }
}
