/** @file The three ways in which the element speaks: an attribute for styles, events for scripts, a sentence for readers. */
import type { RerankListEventMap, RerankListState } from './events';

export function setState(element: HTMLElement, state: RerankListState): void {
  element.setAttribute('state', state);
  element.ariaBusy = String(state === 'loading' || state === 'ranking');
}

export function dispatch<Name extends keyof RerankListEventMap>(
  element: HTMLElement,
  name: Name,
  detail: RerankListEventMap[Name]['detail'],
): void {
  element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

/** Where the page has a place for it: `data-rerank-status`, best with `role="status"`. */
export function setStatusText(element: HTMLElement, message: string): void {
  const place = element.querySelector('[data-rerank-status]');
  if (place && place.textContent !== message) place.textContent = message;
}
