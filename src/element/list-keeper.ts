/** @file Keeps one list in order: looks at what is there, starts a job where something new is asked, and shows what comes of it. */
import { glide } from '../list/glide';
import { ReorderGate } from '../list/reorder-gate';
import { say, setState, tell } from './announce';
import { failureOf } from './failure';
import { keepPlace } from './keep-place';
import { ListJob } from './list-job';
import type { Asked, Shown } from './list-job';
import { mark, unmark } from './marks';
import { originalOrder } from './original-order';
import { putInOrder, rowsOf } from './put-in-order';
import { resultsIn } from './results-in';
import { readSettings } from './settings';
import type { ListRerankerSource } from './settings';
import type { HoldReason } from './watch-reader';

/** A list changes its order at most this often. */
const INTERVAL_MS = 400;
const GLIDE = { durationMs: 240, easing: 'ease-out' };

export class ListKeeper {
  readonly #root: HTMLElement;
  readonly #gate = new ReorderGate<Shown>({ intervalMs: INTERVAL_MS, apply: (shown) => this.#show(shown) });
  #original: readonly HTMLElement[] = [];
  #job: ListJob | undefined;
  /** What is wrong with the attributes. */
  #refused: string | undefined;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Whether a node is in a result. */
  holds(node: Node | null): boolean {
    return this.#original.some((row) => row.contains(node));
  }

  hold(reason: HoldReason, on: boolean): void {
    this.#gate.hold(reason, on);
  }

  /** Ends what is under way; the next look starts from the beginning. */
  reset(): void {
    this.#forget();
    this.#job = undefined;
    this.#refused = undefined;
  }

  /** Looks at the list as it is now, and ranks it unless that has been asked already. */
  follow(reranker: ListRerankerSource | undefined): void {
    try {
      this.#start(this.#ask(reranker));
      this.#refused = undefined;
    } catch (error) {
      if (this.#refused === String(error)) return; // said once
      this.#refused = String(error);
      this.#forget();
      this.#fail(error);
    }
  }

  #forget(): void {
    this.#job?.abort();
    this.#gate.withdraw();
  }

  #ask(reranker: ListRerankerSource | undefined): Asked {
    const settings = readSettings(this.#root);
    const byElement = new Map(resultsIn(this.#root, settings).map((result) => [result.element, result]));
    this.#original = originalOrder(this.#original, [...byElement.keys()]);
    return { settings, reranker, results: this.#original.map((element) => byElement.get(element)!) };
  }

  #start(asked: Asked): void {
    if (this.#job?.isOf(asked) && this.#refused === undefined) return;
    this.#forget();
    const job = (this.#job = new ListJob(asked, this.#job));
    say(this.#root, '');
    if (!job.isIdle) return void this.#run(job);
    this.#gate.offer(job.unranked);
    setState(this.#root, 'idle');
    void job.prepare();
  }

  async #run(job: ListJob): Promise<void> {
    setState(this.#root, 'loading');
    try {
      for await (const shown of job.run(() => setState(this.#root, 'ranking'))) {
        this.#gate.offer(shown);
        if (shown.ranking?.stats && this.#gate.isWaiting) setState(this.#root, 'held');
      }
    } catch (error) {
      if (this.#job === job) this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const failure = failureOf(error);
    if (this.#job) this.#gate.offer(this.#job.unranked);
    setState(this.#root, 'failed');
    say(this.#root, failure.message);
    tell(this.#root, 'rerank-error', failure);
  }

  #show({ order, active, ranking }: Shown): void {
    const rows = rowsOf(order);
    glide(
      () => rows,
      () => keepPlace(rows, () => putInOrder(rows, order)),
      GLIDE,
    );
    unmark(active);
    if (!ranking) return;
    const { results, scored, total, stats } = ranking;
    mark(results);
    if (!stats) return tell(this.#root, 'rerank-update', { results, scored, total });
    setState(this.#root, 'done');
    tell(this.#root, 'rerank-done', { results, stats });
  }
}
