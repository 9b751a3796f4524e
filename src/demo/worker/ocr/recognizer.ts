/**
 * @file Starts the worker that recognizes text with the first picture, and ends it: it holds much memory, and ending it
 * is the only way to stop a picture that is being recognized.
 */
import { type Remote, transfer, wrap } from 'comlink';
import { UnreadableFileError } from '../parse/parser';
import { fetchOcrFiles } from './ocr-files';
import type { OcrWorker } from './ocr-worker';
import type { GrayImage, Recognize } from '../parse/recognition';

export interface Recognizer {
  /** Rejects when the signal aborts, and for a picture that takes too long. */
  readonly recognize: Recognize;
  readonly close: () => void;
}

/** A picture that takes longer is left, with its file; the files are waited for as long. A page takes some seconds. */
const MAX_MS = 120_000;
const MINUTES = `${MAX_MS / 60_000} minutes`;

export function createRecognizer(signal: AbortSignal): Recognizer {
  let running: Running | undefined;

  async function recognize(image: GrayImage): ReturnType<Recognize> {
    signal.throwIfAborted();
    running ??= start(signal);
    const { api, lost } = running;
    try {
      const late = `The files that recognize text did not arrive within ${MINUTES}`;
      const ready = await inTime(Promise.race([api, lost]), late);
      const lines = ready.recognize(transfer(image, [image.data.buffer]));
      return await inTime(Promise.race([lines, lost]), `A picture in it takes longer than ${MINUTES} to recognize`);
    } catch (error) {
      close(); // what it still computes is not waited for
      throw error;
    }
  }

  function close(): void {
    running?.worker.terminate();
    running = undefined;
  }
  return { recognize, close };
}

type Running = {
  readonly worker: Worker;
  /** The worker with its files. */
  readonly api: Promise<Remote<OcrWorker>>;
  /** Rejects when the worker fails or is not wanted any more. */
  readonly lost: Promise<never>;
};

function start(signal: AbortSignal): Running {
  const worker = new Worker(new URL('./ocr-worker.ts', import.meta.url), { type: 'module' });
  const lost = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    worker.addEventListener('error', () => reject(new UnreadableFileError('Text recognition could not be started')), {
      once: true,
    });
  });
  lost.catch(() => undefined);
  const load = async (): Promise<Remote<OcrWorker>> => {
    const api = wrap<OcrWorker>(worker);
    const { wasm, languages } = await fetchOcrFiles(signal);
    const buffers = [wasm, ...languages.map(({ data }) => data)];
    await api.start(transfer({ wasm, languages }, buffers));
    return api;
  };
  return { worker, api: load(), lost };
}

/** @param reason what is said where the work takes too long */
async function inTime<T>(work: Promise<T>, reason: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new UnreadableFileError(reason)), MAX_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
