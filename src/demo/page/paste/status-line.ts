/**
 * @file The status line under the question, with its progress bar and two buttons. It keeps its height in every state,
 * so that nothing below it moves while the pointer may be there.
 */
import { byId, setText } from '../ui/dom';

export type Status = {
  readonly text: string;
  readonly tone?: 'plain' | 'problem';
  /** `fraction` in [0, 1]; absent when nothing is in progress. */
  readonly progress?: { readonly label: string; readonly fraction: number };
  readonly canRetry?: boolean;
};

export interface StatusLine {
  show(status: Status): void;
  /** Enables the cancel button while a search runs. */
  setCancellable(isCancellable: boolean): void;
}

export function createStatusLine(handlers: {
  readonly onCancel: () => void;
  readonly onRetry: () => void;
}): StatusLine {
  const text = byId('paste-state', HTMLParagraphElement);
  const bar = byId('paste-progress', HTMLProgressElement);
  const cancel = byId('paste-cancel', HTMLButtonElement);
  const retry = byId('paste-retry', HTMLButtonElement);

  // The button uses `aria-disabled`, since a button that becomes `disabled` loses the focus.
  cancel.addEventListener('click', () => {
    if (cancel.getAttribute('aria-disabled') === 'false') handlers.onCancel();
  });
  retry.addEventListener('click', handlers.onRetry);

  return {
    show({ text: message, tone = 'plain', progress, canRetry = false }) {
      setText(text, message);
      text.classList.toggle('problem', tone === 'problem');
      bar.classList.toggle('idle', progress === undefined);
      bar.ariaHidden = String(progress === undefined);
      bar.value = progress?.fraction ?? 0;
      if (progress !== undefined) bar.ariaLabel = progress.label;
      retry.hidden = !canRetry;
    },
    setCancellable: (isCancellable) => cancel.setAttribute('aria-disabled', String(!isCancellable)),
  };
}
