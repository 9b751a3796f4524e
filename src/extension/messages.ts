/**
 * @file The messages between a result page and the extension's own page, which holds the model. A page asks the
 * background script for that page first, then opens a port to it; each port carries the calls of one document.
 */
import type { PassageObject, RankEvent, RerankOptions } from '../core/types';

/** The name of the ports that carry calls. */
export const PORT = 'rank';

/** The options of a call that can cross between pages. */
export type CallOptions = Omit<RerankOptions, 'signal' | 'onProgress' | 'keep'>;

/** Asks the background script to start the page with the model; it answers when the page listens. */
export type StartRequest = { readonly kind: 'start' };

export type CallMessage =
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly query: string;
      readonly passages: readonly PassageObject[];
      readonly options: CallOptions;
    }
  | { readonly kind: 'cancel'; readonly id: number };

export type AnswerMessage =
  | { readonly kind: 'event'; readonly id: number; readonly event: RankEvent<PassageObject> }
  | { readonly kind: 'end'; readonly id: number }
  | { readonly kind: 'error'; readonly id: number; readonly code: string | undefined; readonly message: string };
