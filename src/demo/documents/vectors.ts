/** @file Passage vectors, made ahead in the background: how far they are, and whether all are there. */
import type { Serving } from '../serving/serving';
import { byId, setText } from '../ui/dom';
import type { BackgroundRemote } from './background';
import type { LibraryWatch } from './library-state';
import { toPassage } from './passage';

export interface Vectors {
  /** Whether every passage of the library has its vectors. */
  readonly ready: boolean;
  /** Ends what is under way and deletes what is kept. */
  forget(): Promise<void>;
}

/** Until vectors can be kept, libraries up to this size are read ahead. */
const MOST = 300;

export function createVectors(serving: Serving, library: LibraryWatch, background: BackgroundRemote): Vectors {
  const line = byId('vectors', HTMLParagraphElement);
  let running: AbortController | undefined;
  let ready = false;

  async function prepare(): Promise<void> {
    running?.abort();
    const mine = (running = new AbortController());
    ready = false;
    const { chunks } = library.state;
    if (serving.state.kind !== 'ready' || chunks === 0 || chunks > MOST) return setText(line, '');
    const { reranker } = serving.state;
    const passages = (await background.passages({})).map(toPassage);
    if (mine.signal.aborted) return;
    const onProgress = (event: { kind: string; scored?: number }): void => {
      if (event.kind === 'progress') setText(line, `Vectors: ${event.scored ?? 0} of ${passages.length}`);
    };
    try {
      await reranker.rerank('passage', passages, { signal: mine.signal, priority: -1, topN: 1, onProgress });
      ready = true;
      setText(line, `Vectors of all ${passages.length} passages are ready`);
    } catch {
      // A change of library or model ended it; the next call starts anew.
    }
  }

  library.watch(() => void prepare());
  serving.watch(() => void prepare());
  return {
    get ready() {
      return ready;
    },
    forget() {
      running?.abort();
      setText(line, '');
      return Promise.resolve();
    },
  };
}
