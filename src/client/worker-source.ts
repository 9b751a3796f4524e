/** @file Where the worker comes from: the caller, the folder that `assets` names, or beside the page entry. */
import { RerankError } from '../core/errors';
import { urlUnder } from './assets-under';
import { defaultWorker, defaultWorkerUrl } from './default-assets';
import { trustedUrl } from '../util/trusted-url';
import type { CreateOptions, WorkerLike } from './reranker';

export type WorkerSource = {
  readonly worker: WorkerLike | (() => WorkerLike);
  /** Sentences for the message when the worker's script cannot be loaded: the URL, and what to do. */
  readonly advice: string;
};

/** @throws RerankError `device-unavailable` where no worker can be started */
export function workerSourceOf({
  worker,
  assets,
}: {
  readonly worker?: CreateOptions['worker'] | undefined;
  readonly assets?: CreateOptions['assets'];
}): WorkerSource {
  if (worker !== undefined) return { worker, advice: '' };
  if (typeof Worker === 'undefined') throw noWorkerError();
  if (assets === undefined) return withAdvice(startBesideEntry, besideEntryAdvice());
  const url = urlUnder(assets, 'worker.js');
  const advice = ` from ${url.href}. Serve the package’s files there (npx rankside copy <folder>). ${POLICY}`;
  return withAdvice(() => startWorkerAt(url), advice);
}

const POLICY =
  'A content security policy needs ' +
  `"script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'". See docs/bundlers.md`;

function noWorkerError(): RerankError {
  const advice = 'In Node, use "rankside/node", or the command line: npx rankside';
  return new RerankError(
    'device-unavailable',
    `Expected createReranker() to be called in a page or a worker of a browser, got no \`Worker\` here. ${advice}`,
  );
}

function besideEntryAdvice(): string {
  const url = defaultWorkerUrl();
  const place = url === undefined ? '' : ` from ${url} (or the name that a bundler gave it)`;
  const advice = 'run "npx rankside copy public/rankside" and pass `assets: "/rankside/"`';
  return `${place}. If the bundler did not emit the worker, ${advice}. ${POLICY}`;
}

/** An own worker that cannot be started is an error of the library, with advice. */
function withAdvice(start: () => Worker, advice: string): WorkerSource {
  const worker = (): Worker => {
    try {
      return start();
    } catch (cause) {
      throw new RerankError('worker-lost', `The worker could not be started${advice} (${String(cause)})`, { cause });
    }
  };
  return { worker, advice };
}

/**
 * A page may import the package from another origin, whose scripts browsers refuse as workers of the page. A page that
 * enforces Trusted Types refuses the literal that bundlers need; there the worker is looked for beside the entry.
 */
function startBesideEntry(): Worker {
  try {
    return defaultWorker();
  } catch (cause) {
    const url = defaultWorkerUrl();
    const hasTrustedTypes = cause instanceof TypeError && 'trustedTypes' in globalThis;
    if (url === undefined || !(hasTrustedTypes || isForeign(new URL(url)))) throw cause;
    return startWorkerAt(new URL(url));
  }
}

/** A script of another origin is imported by a script of the page's own. */
function startWorkerAt(url: URL): Worker {
  return new Worker(trustedUrl(isForeign(url) ? importing(url) : url.href), { type: 'module' });
}

/** The URL is never revoked, because the workers of the pool start from it too. */
function importing({ href }: URL): string {
  return URL.createObjectURL(new Blob([`import ${JSON.stringify(href)};\n`], { type: 'text/javascript' }));
}

function isForeign({ origin }: URL): boolean {
  return origin !== globalThis.location.origin;
}
