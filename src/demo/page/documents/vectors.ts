/**
 * @file Encodes all passages in the background before the reader asks, and shows the progress. rankside stores the
 * vectors between visits, so that later visits read them from storage.
 */
import { deleteStoredVectors } from 'rankside';
import type { Reranker } from 'rankside';
import type { PageModel } from '../model/page-model';
import { byId, setText } from '../ui/dom';
import type { BackgroundRemote } from './background';
import type { LibraryWatch } from './library-state';
import { toPassage } from '../../shared/passage';

/**
 * Preparation starts this long after the last change, so that documents added in quick succession are prepared
 * together.
 */
const RESTART_AFTER_MS = 800;
/** How many passages are handed over at a time; all at once would be a long task for the page. */
const BATCH = 250;

export interface Vectors {
  /** Whether every passage of the library has its vectors. */
  readonly ready: boolean;
  /** Calls `listener` each time the vectors of all passages are complete. */
  onReady(listener: () => void): void;
  /** Ends the preparation and deletes the stored vectors. */
  deleteAll(): Promise<void>;
}

export function createVectors(pageModel: PageModel, library: LibraryWatch, background: BackgroundRemote): Vectors {
  const line = byId('vectors', HTMLParagraphElement);
  const bar = byId('vectors-progress', HTMLProgressElement);
  const listeners = new Set<() => void>();
  let running: AbortController | undefined;
  let ready = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function show(text: string, fraction?: number): void {
    setText(line, text);
    bar.hidden = fraction === undefined;
    bar.value = fraction ?? 0;
  }

  /** Runs after each change of the library or the model; stored vectors are not computed again. */
  function restart(): void {
    running?.abort();
    ready = false;
    clearTimeout(timer);
    timer = setTimeout(() => void prepare(), RESTART_AFTER_MS);
  }

  async function prepare(): Promise<void> {
    const { signal } = (running = new AbortController());
    if (pageModel.state.kind !== 'ready' || library.state.chunks === 0) return show('');
    const { reranker } = pageModel.state;
    try {
      const stored = await prepareAll(reranker, signal);
      ready = true;
      for (const listener of listeners) listener();
      const reused = stored > 0 ? `, ${stored} of them from an earlier visit` : '';
      show(`All passages are ready for search by meaning (${library.state.chunks}${reused}).`);
    } catch (error) {
      if (!signal.aborted)
        show(`Search by meaning is slower than usual: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }

  /** Returns how many vectors were read from storage. */
  async function prepareAll(reranker: Reranker, signal: AbortSignal): Promise<number> {
    const all = library.state.chunks;
    let fromStorage = 0;
    for (let from = 0; from < all; from += BATCH) {
      const passages = (await background.passagesFrom(from, BATCH)).map(toPassage);
      signal.throwIfAborted();
      const onProgress = ({ prepared }: { readonly prepared: number }): void => {
        const done = from + prepared;
        if (!signal.aborted) show(`Preparing search by meaning: ${done} of ${all} passages`, done / all);
      };
      fromStorage += (await reranker.prepare(passages, { signal, onProgress })).fromStorage;
    }
    return fromStorage;
  }

  library.watch(restart);
  pageModel.watch(({ kind }) => kind !== 'loading' && restart());
  return {
    get ready() {
      return ready;
    },
    onReady: (listener) => void listeners.add(listener),
    async deleteAll() {
      running?.abort();
      await deleteStoredVectors();
      // The running reranker has the vectors in memory, so it is replaced too.
      pageModel.retry();
    },
  };
}
