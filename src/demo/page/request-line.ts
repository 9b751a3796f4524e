/**
 * @file The line that says how many network requests the page has made since all that it loads by itself was there: the
 * main model, which may arrive after the first-pass model answers, and on the first visit the built-in collection with
 * the modules that read its files.
 */
import { proxy } from 'comlink';
import { countRequests } from '../shared/request-count';
import type { BackgroundRemote } from './documents/background';
import { byId, setText } from './ui/dom';
import { countOf } from './ui/format';
import type { PageModel } from './model/page-model';

/** @param collection settles when the built-in collection has been added or need not be */
export async function showRequestCount(
  pageModel: PageModel,
  background: BackgroundRemote,
  collection: Promise<void>,
): Promise<void> {
  await Promise.allSettled([collection, mainModelLoaded(pageModel)]);
  let [pageCount, workerCount] = [0, 0];
  const show = (): void => {
    const count = countOf(pageCount + workerCount, 'request');
    setText(byId('requests', HTMLSpanElement), `${count} to the network since the page finished loading.`);
  };
  countRequests((count) => ((pageCount = count), show()));
  await background.countRequests(proxy((count: number) => ((workerCount = count), show())));
}

/** Resolves when a model of this page is complete, also after failed attempts. */
function mainModelLoaded(pageModel: PageModel): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      const { state } = pageModel;
      if (state.kind === 'ready' && !state.reranker.report.mainModelPending) resolve();
    };
    pageModel.watch(check);
    pageModel.onStatus(check);
  });
}
