/**
 * @file Shows a document beside the results, opened at the passage: its text with marks, or the printed page of a PDF.
 */
import type { BackgroundRemote } from '../documents/background';
import type { Hit } from '../../shared/library-data';
import { byId, h, setText } from '../ui/dom';
import type { Mark } from '../ui/marked-text';
import { showText } from './text-pages';

export interface Viewer {
  /** The offsets of `marks` are relative to the passage's text. */
  open(hit: Hit, marks: readonly Mark[]): Promise<void>;
  close(): void;
}

export function createViewer(background: BackgroundRemote): Viewer {
  const pane = byId('viewer', HTMLElement);
  const title = byId('viewer-title', HTMLHeadingElement);
  const where = byId('viewer-where', HTMLParagraphElement);
  const body = byId('viewer-body', HTMLDivElement);
  let opener: HTMLElement | undefined;
  let newestRequest = 0;

  function close(): void {
    newestRequest += 1;
    pane.hidden = true;
    document.documentElement.classList.remove('viewing');
    body.replaceChildren();
    if (opener?.isConnected === true) opener.focus();
  }
  byId('viewer-close', HTMLButtonElement).addEventListener('click', close);
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !pane.hidden) close();
  });

  return {
    close,
    async open(hit, marks) {
      const request = ++newestRequest;
      if (document.activeElement instanceof HTMLElement && !pane.contains(document.activeElement))
        opener = document.activeElement;
      setText(title, hit.name);
      setText(where, [hit.heading, hit.page === undefined ? '' : `page ${hit.page}`].filter(Boolean).join(' · '));
      pane.hidden = false;
      document.documentElement.classList.add('viewing');
      title.focus();
      body.replaceChildren(h('p', { class: 'hint' }, 'Opening…'));
      const content = await background.content(hit.document);
      const original = hit.kind === 'pdf' ? await background.original(hit.document) : undefined;
      if (request !== newestRequest) return;
      if (content === undefined) return body.replaceChildren(h('p', {}, 'This document has been removed.'));
      const inDocument = marks.map((mark) => ({ ...mark, start: mark.start + hit.start, end: mark.end + hit.start }));
      if (original === undefined) return showText(body, content, hit, inDocument);
      const { showPdf } = await import('./pdf-page');
      if (request === newestRequest) await showPdf(body, original, content, hit, inDocument);
    },
  };
}
