// A service worker that stores what the page and the package load, so that later visits need no network. rankside
// stores the models itself.
const CACHE = 'app-1'; // Use a new name with every release of yours and of the package.

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(dropOthers().then(() => self.clients.claim())));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin || pathname.includes('/models/')) return;
  event.respondWith(fromCache(request));
});

async function fromCache(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

async function dropOthers() {
  const old = (await caches.keys()).filter((name) => name.startsWith('app-') && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}
