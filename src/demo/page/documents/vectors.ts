/**
 * @file Passage vectors, made ahead in the background: how far they are, and whether all are there. The library keeps them between visits, so
 * that a second visit only counts them.
 */
import { deleteStoredVectors } from 'rankside';
import type { Reranker } from 'rankside';
import type { PageModel } from '../model/page-model';
import { byId, setText } from '../ui/dom';
import { countOf } from '../ui/format';
import type { BackgroundRemote } from './background';
import type { LibraryWatch } from './library-state';
import { toPassage } from './passage';

/** Documents that come in a row are prepared for together. */
const RESTART_AFTER_MS = 800;
/** Passages handed over at a time: all at once would be a long task for the page. */
const BATCH = 250;

export interface Vectors {
  /** Whether every passage of the library has its vectors. */
  readonly ready: boolean;
  /** Calls `listener` each time that all are there. */
  onReady(listener: () => void): void;
  /** Ends what is under way and deletes what is kept. */
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

  /** A change of library or model ends it and starts it anew; what is kept is not computed again. */
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
      const kept = await prepareAll(reranker, signal);
      ready = true;
      for (const listener of listeners) listener();
      const before = kept > 0 ? `, ${kept} of them kept from before` : '';
      show(`Vectors of ${countOf(library.state.chunks, 'passage')} are ready${before}.`);
    } catch (error) {
      if (!signal.aborted)
        show(`Vectors could not be prepared: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }

  /** How many were there already. */
  async function prepareAll(reranker: Reranker, signal: AbortSignal): Promise<number> {
    const all = library.state.chunks;
    let kept = 0;
    for (let from = 0; from < all; from += BATCH) {
      const passages = (await background.passagesFrom(from, BATCH)).map(toPassage);
      signal.throwIfAborted();
      const onProgress = ({ prepared }: { readonly prepared: number }): void => {
        const done = from + prepared;
        if (!signal.aborted) show(`Preparing vectors: ${done} of ${all} passages`, done / all);
      };
      kept += (await reranker.prepare(passages, { signal, onProgress })).fromStorage;
    }
    return kept;
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
      // The engine that had them in memory goes too.
      pageModel.retry();
    },
  };
}
