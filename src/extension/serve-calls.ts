/** @file Answers the calls of result pages with one reranker, in the extension's own page. */
/// <reference types="chrome" />
import { toRankerGetter } from '../adapters/shared/source';
import type { Ranker } from '../adapters/shared/source';
import { isRerankError } from '../core/errors';
import { messageOf } from '../util/message-of';
import { PORT } from './messages';
import type { AnswerMessage, CallMessage } from './messages';

/** Serves all ports that result pages open. The reranker is created for the first call, and again after a failure. */
export function serveCalls(createRanker: () => Promise<Ranker>): void {
  const ranker = toRankerGetter(createRanker);
  chrome.runtime.onConnect.addListener((port) => {
    if (port.name === PORT) servePort(port, ranker);
  });
}

function servePort(port: chrome.runtime.Port, ranker: () => Promise<Ranker>): void {
  const running = new Map<number, AbortController>();
  const send = (message: AnswerMessage) => port.postMessage(message);
  port.onMessage.addListener((message: CallMessage) => {
    if (message.kind === 'cancel') return running.get(message.id)?.abort();
    const controller = new AbortController();
    running.set(message.id, controller);
    void answer(message, ranker, controller.signal, send).finally(() => running.delete(message.id));
  });
  port.onDisconnect.addListener(() => {
    for (const controller of running.values()) controller.abort();
  });
}

/** Never rejects: an error is sent, unless nobody waits for it any more. */
async function answer(
  { id, query, passages, options }: Extract<CallMessage, { kind: 'call' }>,
  ranker: () => Promise<Ranker>,
  signal: AbortSignal,
  send: (message: AnswerMessage) => void,
): Promise<void> {
  try {
    for await (const event of (await ranker()).stream(query, passages, { ...options, signal })) {
      if (signal.aborted) return;
      send({ kind: 'event', id, event });
    }
    send({ kind: 'end', id });
  } catch (error) {
    if (signal.aborted) return;
    send({ kind: 'error', id, code: isRerankError(error) ? error.code : undefined, message: messageOf(error) });
  }
}
