/** @file Loading as the reader sees it: bytes while they come, then what serves and a count of requests from there on. */
import type { LoadProgress, Reranker, StatusEvent } from 'rankside';
import type { Announcer } from './announce';
import { byId, setText } from './dom';
import { countOf, formatBytes } from './format';
import { type Loader, createLoader } from './loader';
import { describeError } from './messages';
import { countRequests } from './request-count';
import type { StatusLine } from './status-line';
import { createStatusPanel } from './status-panel';

export type LoadState = 'loading' | 'ready' | 'failed';

export type LoadView = { readonly loader: Loader; readonly panel: ReturnType<typeof createStatusPanel> };

export type LoadViewOptions = {
  readonly status: StatusLine;
  readonly announcer: Announcer;
  readonly onState: (state: LoadState) => void;
};

export function createLoadView({ status, announcer, onState }: LoadViewOptions): LoadView {
  const panel = createStatusPanel();
  let reranker: Reranker | undefined;

  function showStatus(event: StatusEvent): void {
    panel.log(event);
    if (event.kind !== 'warning')
      announcer.say(event.kind === 'ready' ? 'The model is ready.' : 'The engine is being replaced.');
    if (event.kind === 'ready') panel.showReport(event.report);
    else if (reranker !== undefined) panel.showReport(reranker.report);
  }

  const loader = createLoader({
    onStart() {
      onState('loading');
      status.show({ text: 'Loading the model…', progress: { label: 'Loading the model', fraction: 0 } });
      announcer.say('Loading the model.');
    },
    onProgress(progress) {
      panel.showDownload(progress.overallTotalBytes, progress.fromCache);
      status.show({
        text: describeBytes(progress),
        progress: { label: 'Loading the model', fraction: fractionOf(progress) },
      });
    },
    onStatus: showStatus,
    onReady(loaded) {
      reranker = loaded;
      panel.showReport(loaded.report);
      countRequests(showRequests);
      onState('ready');
      announcer.say('The model is ready.');
    },
    onFailure(error) {
      onState('failed');
      const text = describeError(error);
      status.show({ text, tone: 'problem', canRetry: true });
      announcer.say(text);
    },
  });
  return { loader, panel };
}

function describeBytes({ overallLoadedBytes, overallTotalBytes, fromCache }: LoadProgress): string {
  const bytes = `${formatBytes(overallLoadedBytes)} of ${formatBytes(overallTotalBytes)}`;
  return `Loading the model: ${bytes}${fromCache ? ' from this browser’s storage' : ''}`;
}

function fractionOf({ overallLoadedBytes, overallTotalBytes }: LoadProgress): number {
  return overallTotalBytes > 0 ? Math.min(1, overallLoadedBytes / overallTotalBytes) : 0;
}

function showRequests(count: number): void {
  setText(byId('requests', HTMLSpanElement), `${countOf(count, 'request')} made by this page since the model loaded.`);
}
