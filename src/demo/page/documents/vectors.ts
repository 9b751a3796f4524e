/**
 * @file Encodes all passages in the background before the reader asks, and shows the progress. The pooled vectors are
 * kept beside the documents, for the search by meaning over all; rankside stores the token vectors, which rank the
 * best.
 */
import { deleteStoredVectors } from 'rankside';
import type { Reranker } from 'rankside';
import type { Coverage, Hit } from '../../shared/library-data';
import { toPassage } from '../../shared/passage';
import type { PageModel } from '../model/page-model';
import { byId, setText } from '../ui/dom';
import { formatCount } from '../ui/format';
import type { BackgroundRemote } from './background';
import type { LibraryWatch } from './library-state';

/**
 * Preparation starts this long after the last change, so that documents added in quick succession are prepared
 * together.
 */
const RESTART_AFTER_MS = 800;
/** How many passages are handed over at a time; all at once would be a long task for the page. */
const BATCH = 64;

export interface Vectors {
  /** How many passages have a vector, as far as the page knows. */
  readonly coverage: Coverage;
  /** Names what computes the vectors; undefined until the model is ready. */
  readonly space: string | undefined;
  /** Calls `listener` each time the vectors of all passages are complete. */
  onReady(listener: () => void): void;
  /**
   * Deletes the stored vectors of passages that the library no longer has. Where the storage does not answer, they are
   * deleted after the next preparation during which it does.
   */
  forget(passages: readonly Hit[]): Promise<void>;
  /** Ends the preparation and deletes the stored vectors. */
  deleteAll(): Promise<void>;
}

export function createVectors(pageModel: PageModel, library: LibraryWatch, background: BackgroundRemote): Vectors {
  const line = byId('vectors', HTMLParagraphElement);
  const bar = byId('vectors-progress', HTMLProgressElement);
  const listeners = new Set<() => void>();
  /**
   * Deleted again after the next preparation: a job that ran during the deletion may have stored them anew, or the
   * storage did not answer.
   */
  let forgotten: readonly Hit[] = [];
  let running: AbortController | undefined;
  let coverage: Coverage = { covered: 0, total: 0 };
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether no preparation of this visit has ended. */
  let isFirst = true;

  function show(text: string, fraction?: number): void {
    setText(line, text);
    bar.hidden = fraction === undefined;
    bar.value = fraction ?? 0;
  }

  function stop(): void {
    running?.abort();
    clearTimeout(timer);
  }

  /** Runs after each change of the library or the model; what is kept is not computed again. */
  function restart(): void {
    stop();
    const { chunks } = library.state;
    coverage = { covered: Math.min(coverage.covered, chunks), total: chunks };
    timer = setTimeout(() => void prepare(), RESTART_AFTER_MS);
  }

  async function prepare(): Promise<void> {
    const { signal } = (running = new AbortController());
    if (pageModel.state.kind !== 'ready') return show('');
    const { reranker } = pageModel.state;
    try {
      const kept = await background.coverage(spaceOf(reranker));
      if (library.state.chunks > 0) await prepareAll(reranker, signal);
      await deleteAgain().catch(() => undefined);
      if (library.state.chunks === 0) return show('');
      for (const listener of listeners) listener();
      const reused = kept.covered > 0 ? `, ${formatCount(kept.covered)} of them from an earlier visit` : '';
      show(`All ${formatCount(coverage.total)} passages are ready for search by meaning${isFirst ? reused : ''}.`);
      isFirst = false;
    } catch (error) {
      if (!signal.aborted)
        show(`Search by meaning is not complete: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }

  async function prepareAll(reranker: Reranker, signal: AbortSignal): Promise<void> {
    const space = spaceOf(reranker);
    for (;;) {
      coverage = await background.coverage(space);
      const hits = await background.missingVectors(space, BATCH);
      signal.throwIfAborted();
      if (hits.length === 0 || reranker.embed === undefined) return;
      const { covered, total } = coverage;
      show(describeProgress(coverage), covered / total);
      const rows = await reranker.embed(hits.map(toPassage), { signal });
      const places = hits.map(({ id, document }) => ({ id, document }));
      await background.keepVectors(places, { space, ...rows });
    }
  }

  async function deleteAgain(): Promise<void> {
    const again = new Set(forgotten);
    if (again.size === 0) return;
    await deleteStoredVectors({ passages: Array.from(again, toPassage) });
    forgotten = forgotten.filter((hit) => !again.has(hit));
  }

  library.watch(restart);
  pageModel.watch(({ kind }) => kind !== 'loading' && restart());
  return {
    get coverage() {
      return coverage;
    },
    get space() {
      return pageModel.state.kind === 'ready' ? spaceOf(pageModel.state.reranker) : undefined;
    },
    onReady: (listener) => void listeners.add(listener),
    async forget(passages) {
      stop();
      forgotten = [...forgotten, ...passages];
      // A document is removed also where the storage of its vectors does not answer.
      await deleteStoredVectors({ passages: passages.map(toPassage) }).catch(() => undefined);
      restart();
    },
    async deleteAll() {
      stop();
      await deleteStoredVectors();
      // The running reranker has the vectors in memory, so it is replaced too.
      pageModel.retry();
    },
  };
}

/** Vectors of different models, depths or weights do not compare. */
function spaceOf({ report: { model, fingerprint = model } }: Reranker): string {
  return fingerprint;
}

export function describeProgress({ covered, total }: Coverage): string {
  return `Preparing search by meaning: ${formatCount(covered)} of ${formatCount(total)} passages can be found by it so far.`;
}
