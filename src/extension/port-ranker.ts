/** @file A reranker for a result page whose model runs in the extension's own page, at the other end of a port. */
/// <reference types="chrome" />
import type { Ranker } from '../adapters/shared/source';
import { eventStream } from '../client/event-stream';
import type { EventStream } from '../client/event-stream';
import { RerankError } from '../core/errors';
import type { RerankErrorCode } from '../core/errors';
import type { PassageObject, RankEvent, RerankOptions } from '../core/types';
import { PORT } from './messages';
import type { AnswerMessage, CallMessage, StartRequest } from './messages';

type Events = EventStream<RankEvent<PassageObject>>;

/**
 * Returns a reranker of which only `stream` is there, because lists use nothing else. The port is opened by the first
 * call, and again after it was closed; a call during which it closes fails with code `worker-lost`.
 */
export function portRanker(): Ranker {
  const calls = new Map<number, Events>();
  let opened: Promise<chrome.runtime.Port> | undefined;
  let nextId = 0;

  const open = async (): Promise<chrome.runtime.Port> => {
    const port = await openPort();
    port.onMessage.addListener((answer: AnswerMessage) => deliver(calls.get(answer.id), answer));
    port.onDisconnect.addListener(() => {
      opened = undefined;
      for (const events of calls.values()) events.fail(closedError());
    });
    return port;
  };

  async function* stream(query: string, passages: readonly PassageObject[], options: RerankOptions = {}) {
    const { signal, ...callOptions } = options;
    opened ??= open();
    const port = await opened.catch((error: unknown) => {
      opened = undefined; // the next call tries again
      throw error;
    });
    signal?.throwIfAborted();
    const id = nextId++;
    const events: Events = eventStream();
    calls.set(id, events);
    const send = (message: CallMessage) => port.postMessage(message);
    const cancel = () => {
      send({ kind: 'cancel', id });
      events.fail(signal?.reason);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      send({ kind: 'call', id, query, passages, options: callOptions });
      yield* events.read();
    } finally {
      signal?.removeEventListener('abort', cancel);
      calls.delete(id);
    }
  }
  return { stream } as unknown as Ranker;
}

async function openPort(): Promise<chrome.runtime.Port> {
  const request: StartRequest = { kind: 'start' };
  await chrome.runtime.sendMessage(request);
  return chrome.runtime.connect({ name: PORT });
}

/** An answer to a call that has ended finds no events. */
function deliver(events: Events | undefined, answer: AnswerMessage): void {
  if (answer.kind === 'event') events?.push(() => answer.event);
  else if (answer.kind === 'end') events?.end();
  else events?.fail(new RerankError((answer.code ?? 'internal') as RerankErrorCode, answer.message));
}

function closedError(): RerankError {
  return new RerankError('worker-lost', 'The extension closed the page that holds the model, or was reloaded');
}
