/**
 * @file Shows a document beside the results, opened at the passage: its text with marks, or the printed pages of a PDF.
 * It steps through the hits of the search in this document, and through the places where a text is found.
 */
import type { BackgroundRemote } from '../documents/background';
import type { DocumentContent, Hit } from '../../shared/library-data';
import { byId, h, setText } from '../ui/dom';
import type { Mark } from '../ui/marked-text';
import { createReaderHistory } from './close-by-back';
import type { DocumentView } from './pdf-page';
import { type Place, findPlaces, placeOfHit } from './places';
import { RECOGNIZED, isRecognized } from './recognized-text';
import { createTextView } from './text-pages';
import { createViewerTools } from './viewer-tools';

/** A hit, with marks whose offsets are relative to the passage's text. */
export type MarkedHit = { readonly hit: Hit; readonly marks: readonly Mark[] };

export interface Viewer {
  /** Opens the document of a hit there; those of `others` that are in the same document can be stepped to. */
  open(hit: MarkedHit, others?: readonly MarkedHit[]): Promise<void>;
  close(): void;
}

/** `passwordOf` gives the password that a person typed for a document. */
export function createViewer(background: BackgroundRemote, passwordOf: (id: string) => string | undefined): Viewer {
  const pane = byId('viewer', HTMLElement);
  const title = byId('viewer-title', HTMLHeadingElement);
  const body = byId('viewer-body', HTMLDivElement);
  const entry = createReaderHistory(close);
  let shown: Shown | undefined;
  let opener: HTMLElement | undefined;
  let newestRequest = 0;
  const tools = createViewerTools({
    onStep: (by) => shown && void step(shown, by),
    onFind: (text) => shown && void find(shown, text),
    onZoom: (factor) => void shown?.view.zoom(factor),
    onCopy: () => shown && void copyWithSource(shown, body).then((text) => tools.say(text)),
  });

  function close(): void {
    if (pane.hidden) return;
    newestRequest += 1;
    shown?.view.close();
    shown = undefined;
    pane.hidden = true;
    document.documentElement.classList.remove('viewing');
    body.replaceChildren();
    if (opener?.isConnected === true) opener.focus();
  }
  byId('viewer-close', HTMLButtonElement).addEventListener('click', () => entry.leave());
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !pane.hidden) entry.leave();
  });

  async function step(now: Shown, by: number): Promise<void> {
    const { length } = now.places;
    if (length === 0) return;
    now.at = (now.at + by + length) % length;
    await showPlace(now);
  }
  async function find(now: Shown, text: string): Promise<void> {
    now.isFinding = text.trim() !== '';
    now.places = now.isFinding ? findPlaces(now.content, text) : now.hits;
    const from = now.place.start;
    now.at = Math.max(
      0,
      now.places.findIndex(({ start }) => start >= from),
    );
    await showPlace(now);
  }
  async function showPlace(now: Shown): Promise<void> {
    tools.showPlaces(now.at, now.places.length, now.isFinding ? 'match' : 'hit');
    const place = now.places[now.at];
    if (place === undefined) return;
    now.place = place;
    const { heading, page } = place;
    setText(
      byId('viewer-where', HTMLParagraphElement),
      [heading, page === undefined ? '' : `page ${page}`, isRecognized(now.content, page) ? RECOGNIZED : '']
        .filter(Boolean)
        .join(' · '),
    );
    await now.view.show(place);
  }

  return {
    close: () => entry.leave(),
    async open(first, others = []) {
      const request = ++newestRequest;
      const { hit } = first;
      if (document.activeElement instanceof HTMLElement && !pane.contains(document.activeElement))
        opener = document.activeElement;
      shown?.view.close();
      shown = undefined;
      tools.reset();
      setText(title, hit.name);
      pane.hidden = false;
      document.documentElement.classList.add('viewing');
      entry.opened();
      title.focus();
      body.replaceChildren(h('p', { class: 'hint' }, 'Opening…'));
      const content = await background.content(hit.document);
      const isDrawn = hit.kind === 'pdf' || hit.kind === 'image';
      const original = isDrawn ? await background.original(hit.document) : undefined;
      if (request !== newestRequest) return;
      if (content === undefined) return body.replaceChildren(h('p', {}, 'This document has been removed.'));
      const view = await createView(body, hit, { content, original, password: passwordOf(hit.document) });
      if (request !== newestRequest) return view.close();
      const hits = placesOf(first, others);
      const at = hits.findIndex(({ start }) => start === hit.start);
      shown = { name: hit.name, content, view, hits, places: hits, at, place: hits[at]!, isFinding: false };
      await showPlace(shown);
    },
  };
}

type Shown = {
  readonly name: string;
  readonly content: DocumentContent;
  readonly view: DocumentView;
  /** The hits of the search in this document, in its order. */
  readonly hits: readonly Place[];
  /** What is stepped through: the hits, or the places where a text is found. */
  places: readonly Place[];
  at: number;
  place: Place;
  isFinding: boolean;
};

function placesOf(first: MarkedHit, others: readonly MarkedHit[]): Place[] {
  const inDocument = others.filter(({ hit }) => hit.document === first.hit.document && hit.start !== first.hit.start);
  return [first, ...inDocument].map(({ hit, marks }) => placeOfHit(hit, marks)).sort((a, b) => a.start - b.start);
}

type Opened = {
  readonly content: DocumentContent;
  readonly original: ArrayBuffer | undefined;
  readonly password: string | undefined;
};

/** A PDF whose password is not known any more is shown as text. */
async function createView(
  body: HTMLElement,
  { kind }: Hit,
  { content, original, password }: Opened,
): Promise<DocumentView> {
  if (original === undefined) return createTextView(body, content);
  if (kind === 'image') {
    const { createImageView } = await import('./image-page');
    return createImageView(body, original, content).catch(() => createTextView(body, content));
  }
  const { createPdfView } = await import('./pdf-page');
  return createPdfView(body, original, content, password).catch(() => createTextView(body, content));
}

/** Copies what is selected in the reader, or the marked sentence, with its document. Returns what to say. */
async function copyWithSource({ name, content, place }: Shown, body: HTMLElement): Promise<string> {
  const selection = getSelection();
  const isWithin = selection !== null && selection.rangeCount > 0 && body.contains(selection.anchorNode);
  const selected = isWithin ? selection.toString().trim() : '';
  const { start, end } = place.marks.find(({ kind }) => kind === 'sentence') ?? place;
  const text = (selected === '' ? content.text.slice(start, end) : selected).replace(/\s+/g, ' ').trim();
  const source = [name, place.heading, place.page === undefined ? '' : `page ${place.page}`].filter(Boolean).join(', ');
  try {
    await navigator.clipboard.writeText(`“${text}” (${source})`);
    return 'Copied with its source';
  } catch {
    return 'The browser did not allow the copy';
  }
}
