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
  // A newer version becomes active when no tab uses the older one, whose files differ.
  event.waitUntil(cacheAllFiles());
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
});

async function cacheAllFiles(): Promise<void> {
  const cache = await caches.open(NAME);
  await cache.addAll(OFFLINE_FILES.map((path) => new Request(path, { cache: 'reload' })));
}

async function deleteOlderCaches(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(names.map((name) => caches.delete(name)));
}

async function answer(path: string): Promise<Response> {
  const cache = await caches.open(NAME);
  return (await cache.match(path)) ?? fetch(path);
}
