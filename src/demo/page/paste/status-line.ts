/**
 * @file The line under the query: what is going on, how far it has come, and the two buttons that act on it. It keeps its height
 * in every state, for what moves below it might be under the pointer.
 */
import { byId, setText } from '../ui/dom';

export type Status = {
  readonly text: string;
  readonly tone?: 'plain' | 'problem';
  /** In [0, 1]; absent when nothing is under way. */
  readonly progress?: { readonly label: string; readonly fraction: number };
  readonly canRetry?: boolean;
};

export interface StatusLine {
  show(status: Status): void;
  /** Whether there is a search that could be cancelled. */
  setCancellable(on: boolean): void;
}

export function createStatusLine(handlers: {
  readonly onCancel: () => void;
  readonly onRetry: () => void;
}): StatusLine {
  const text = byId('paste-state', HTMLParagraphElement);
  const bar = byId('paste-progress', HTMLProgressElement);
  const cancel = byId('paste-cancel', HTMLButtonElement);
  const retry = byId('paste-retry', HTMLButtonElement);

  // `aria-disabled` and not `disabled`: a button that turns itself off would throw the focus away.
  cancel.addEventListener('click', () => {
    if (cancel.getAttribute('aria-disabled') === 'false') handlers.onCancel();
  });
  retry.addEventListener('click', handlers.onRetry);

  return {
    show({ text: words, tone = 'plain', progress, canRetry = false }) {
      setText(text, words);
      text.classList.toggle('problem', tone === 'problem');
      bar.classList.toggle('idle', progress === undefined);
      bar.ariaHidden = String(progress === undefined);
      bar.value = progress?.fraction ?? 0;
      if (progress !== undefined) bar.ariaLabel = progress.label;
      retry.hidden = !canRetry;
    },
    setCancellable: (on) => cancel.setAttribute('aria-disabled', String(!on)),
  };
}
