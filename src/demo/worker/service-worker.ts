/**
 * @file The service worker: stores the page's own files on the first visit and answers requests for them. The build
 * inserts the list of files and its version. Requests for models are not handled, since rankside stores models itself.
 */

/** Defined by the build: every file that the page may need, except models. */
declare const OFFLINE_FILES: readonly string[];
declare const OFFLINE_VERSION: string;

const worker = globalThis as unknown as ServiceWorkerGlobalScope;

const PREFIX = 'rankside-demo-page-';
const NAME = `${PREFIX}${OFFLINE_VERSION}`;

worker.addEventListener('install', (event) => {
  // A newer version becomes active when no tab uses the older one, or when an outdated tab that misses a file asks.
  event.waitUntil(cacheAllFiles());
});

worker.addEventListener('message', (event) => {
  if (event.data === 'take-over') event.waitUntil(worker.skipWaiting());
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(deleteOlderCaches().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
  const { method, url, mode } = event.request;
  if (method !== 'GET' || !url.startsWith(worker.registration.scope)) return;
  const path = url.slice(worker.registration.scope.length).replace(/[?#].*$/, '');
  if (mode === 'navigate') return event.respondWith(answer('./'));
  if (OFFLINE_FILES.includes(path)) event.respondWith(answer(path));
  else if (MAY_BE_OLDER.test(path)) event.respondWith(answerFromOlder(event.request));
});

async function cacheAllFiles(): Promise<void> {
  const cache = await caches.open(NAME);
  await cache.addAll(OFFLINE_FILES.map((path) => new Request(path, { cache: 'reload' })));
}

/** Files of the page by a name with a hash, without those of models. */
const MAY_BE_OLDER = /^assets\/(?!tokenizer).*\.(css|js|json|wasm)$/;

/** Tabs of older versions go on with their own files, which the server may not have any more. */
const VERSIONS_KEPT = 2;

async function deleteOlderCaches(): Promise<void> {
  const tabs = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const older = await olderCaches();
  const unused = tabs.length === 0 ? older : older.slice(0, -VERSIONS_KEPT);
  await Promise.all(unused.map((name) => caches.delete(name)));
}

/** The names of other versions' caches, oldest first. */
async function olderCaches(): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
}

async function answer(path: string): Promise<Response> {
  const cache = await caches.open(NAME);
  return (await cache.match(path)) ?? fetch(path);
}

/** A name with a hash means the same bytes in every version. */
async function answerFromOlder(request: Request): Promise<Response> {
  for (const name of await olderCaches()) {
    const kept = await (await caches.open(name)).match(request);
    if (kept) return kept;
  }
  return fetch(request);
}
