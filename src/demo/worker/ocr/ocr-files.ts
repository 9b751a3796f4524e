/**
 * @file Fetches the files of text recognition from the page's own folder. They are kept for use without a network once
 * they were fetched, which the service worker does not do with them.
 */
/// <reference types="vite/client" />
import wasmUrl from 'tesseract.js-core/tesseract-core-simd-lstm.wasm?url';
import { UnreadableFileError } from '../parse/parser';
import type { OcrFiles } from './ocr-worker';

const CACHE = 'rankside-demo-ocr';
const folder = new URL('ocr/', new URL(import.meta.env.BASE_URL, self.location.href.replace(/assets\/[^/]*$/, '')));

/** Fetches the WASM, and the data of the languages that `ocr/languages.json` names, in its order. */
export async function fetchOcrFiles(signal: AbortSignal): Promise<OcrFiles> {
  try {
    const list = new Response(await fetchKept(new URL('languages.json', folder).href, signal));
    const codes = (await list.json()) as readonly string[];
    const urls = [new URL(wasmUrl, self.location.href).href, ...codes.map(urlOfData)];
    const [wasm, ...data] = await Promise.all(urls.map((url) => fetchKept(url, signal)));
    await forgetOthers([new URL('languages.json', folder).href, ...urls]).catch(() => undefined);
    return { wasm: wasm!, languages: codes.map((code, at) => ({ code, data: data[at]! })) };
  } catch (cause) {
    signal.throwIfAborted();
    throw new UnreadableFileError('The files that recognize text could not be loaded', { cause });
  }
}

function urlOfData(code: string): string {
  return new URL(`${code}.traineddata.gz`, folder).href;
}

/** The server's file where it answers, else the one that was kept. */
async function fetchKept(url: string, signal: AbortSignal): Promise<ArrayBuffer> {
  // Recognition works without storage, too: where it is full or refused, the files are fetched the next time.
  const cache = await caches.open(CACHE).catch(() => undefined);
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    const bytes = await response.arrayBuffer();
    await cache?.put(url, new Response(bytes)).catch(() => undefined);
    return bytes;
  } catch (error) {
    signal.throwIfAborted();
    const kept = await cache?.match(url);
    if (kept === undefined) throw error;
    return kept.arrayBuffer();
  }
}

/** Deletes the files of earlier versions. */
async function forgetOthers(urls: readonly string[]): Promise<void> {
  const cache = await caches.open(CACHE);
  const others = (await cache.keys()).filter(({ url }) => !urls.includes(url));
  await Promise.all(others.map((request) => cache.delete(request)));
}
