/**
 * @file The page's own files, kept at the first visit and answered from there. The list and its version are written in when the demo is
 * built. The models' weights pass by: the library keeps those itself.
 */

/** Set by the build, over every file that the page may need, but models. */
declare const OFFLINE_FILES: readonly string[];
declare const OFFLINE_VERSION: string;

const worker = globalThis as unknown as ServiceWorkerGlobalScope;

const PREFIX = 'rankside-demo-page-';
const NAME = `${PREFIX}${OFFLINE_VERSION}`;

worker.addEventListener('install', (event) => {
  // A newer version waits until no tab needs the files of the older one.
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
