/**
 * @file The model of this page, which all views share. It is loaded again after a failure or a change of settings. A
 * Web Lock lets one tab load at a time, so that a second tab finds the files in storage and downloads nothing.
 */
import type { LoadProgress, Reranker, StatusEvent } from 'rankside';
import { formatBytes } from '../ui/format';
import { type Created, createOnDevice } from './create-on-device';
import { type Settings, createOptions, readSettings, writeSettings } from './settings';

export type PageModelState =
  | { readonly kind: 'loading'; readonly text: string; readonly fraction: number }
  | ({ readonly kind: 'ready' } & Created)
  | { readonly kind: 'failed'; readonly error: unknown };

export interface PageModel {
  /** The reranker of the newest attempt to load; rejects when that attempt fails. */
  get(): Promise<Reranker>;
  readonly state: PageModelState;
  readonly settings: Settings;
  /**
   * Passages with a lower score count as not relevant. Absent while the model loads and for models without a threshold.
   */
  readonly threshold: number | undefined;
  /** Calls `listener` now and on every change. */
  watch(listener: (state: PageModelState) => void): void;
  onStatus(listener: (event: StatusEvent) => void): void;
  onProgress(listener: (progress: LoadProgress) => void): void;
  retry(): void;
  /** Stores the settings and loads the model again with them. */
  applySettings(settings: Settings): void;
}

const LOCK = 'rankside-demo-model';
const POLL_EVERY_MS = 200;

export function createPageModel(): PageModel {
  const stateListeners = new Set<(state: PageModelState) => void>();
  const statusListeners = new Set<(event: StatusEvent) => void>();
  const progressListeners = new Set<(progress: LoadProgress) => void>();
  let settings = readSettings();
  let state: PageModelState = { kind: 'loading', text: 'Loading the model…', fraction: 0 };
  let newest = load();

  function set(next: PageModelState): void {
    state = next;
    for (const watcher of stateListeners) watcher(next);
  }

  function load(): Promise<Reranker> {
    set({ kind: 'loading', text: 'Loading the model…', fraction: 0 });
    const creation: Promise<Created> = oneTabAtATime(
      () =>
        createOnDevice({
          ...createOptions(settings),
          // The first-pass model answers while the main model still downloads, so later progress does not undo `ready`.
          onProgress(progress) {
            if (newest !== attempt) return;
            for (const listener of progressListeners) listener(progress);
            if (state.kind !== 'ready') set(loadingState(progress));
          },
          onStatus(event) {
            for (const listener of statusListeners) listener(event);
          },
        }),
      () => newest === attempt,
    );
    const attempt = creation.then(({ reranker }) => reranker);
    creation.then(
      (created) => (newest === attempt ? set({ kind: 'ready', ...created }) : void created.reranker.dispose()),
      (error: unknown) => newest === attempt && set({ kind: 'failed', error }),
    );
    return attempt;
  }

  function reload(): void {
    const old = state.kind === 'ready' ? state.reranker : undefined;
    newest = load();
    void old?.dispose();
  }

  return {
    get: () => newest,
    get state() {
      return state;
    },
    get settings() {
      return settings;
    },
    get threshold() {
      return state.kind === 'ready' ? state.reranker.report.threshold?.score : undefined;
    },
    watch(listener) {
      stateListeners.add(listener);
      listener(state);
    },
    onStatus: (listener) => void statusListeners.add(listener),
    onProgress: (listener) => void progressListeners.add(listener),
    retry: reload,
    applySettings(next) {
      settings = next;
      writeSettings(next);
      reload();
    },
  };
}

/**
 * Resolves with what was created; other tabs wait until its main model has loaded too or this attempt is no longer the
 * newest.
 */
function oneTabAtATime(load: () => Promise<Created>, isNewest: () => boolean): Promise<Created> {
  return new Promise((resolve, reject) => {
    const lockRequest = navigator.locks.request(LOCK, async () => {
      const created = await load();
      resolve(created);
      while (created.reranker.report.mainModelPending && isNewest())
        await new Promise((next) => setTimeout(next, POLL_EVERY_MS));
    });
    lockRequest.catch(reject);
  });
}

function loadingState(progress: LoadProgress): PageModelState {
  const { overallLoadedBytes, overallTotalBytes, fromCache } = progress;
  const bytes = `${formatBytes(overallLoadedBytes)} of ${formatBytes(overallTotalBytes)}`;
  const text = `Loading the model: ${bytes}${fromCache ? ' from this browser’s storage' : ''}`;
  const fraction = overallTotalBytes > 0 ? Math.min(1, overallLoadedBytes / overallTotalBytes) : 0;
  return { kind: 'loading', text, fraction };
}
