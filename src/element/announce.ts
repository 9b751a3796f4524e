/** @file The outputs of the element: an attribute for styles, events for scripts, and a status text for readers. */
import type { RerankListEventMap, RerankListState } from './events';

export function setState(element: HTMLElement, state: RerankListState): void {
  element.setAttribute('state', state);
  element.ariaBusy = String(state === 'loading' || state === 'ranking');
}

/** Dispatches an event that bubbles and crosses shadow roots. */
export function dispatch<Name extends keyof RerankListEventMap>(
  element: HTMLElement,
  name: Name,
  detail: RerankListEventMap[Name]['detail'],
): void {
  element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

/**
 * Writes a message into the element marked `data-rerank-status`, if the page has one; `role="status"` has it read out.
 */
export function setStatusText(element: HTMLElement, message: string): void {
  const output = element.querySelector('[data-rerank-status]');
  if (output && output.textContent !== message) output.textContent = message;
}
