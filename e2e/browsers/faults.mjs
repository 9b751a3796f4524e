/** @file Faults of workers and of the storage on a plain page over the built package, in any browser. */

export const FAULTS_HEAD = ['browser', 'fault', 'what happened', 'seconds'];

const PREPARE = `(async () => {
  const { createReranker, deleteStoredVectors } = await import('/rankside/index.js');
  const passages = Array.from({ length: 60 }, (_, i) => 'Boat ' + i + ' carries stones to the harbour.');
  passages.push('Cats sleep for most of the day.');
  const QUESTION = 'how long do cats sleep';
  const workers = [];
  const worker = () => {
    workers.push(new Worker('/rankside/worker.js', { type: 'module' }));
    return workers.at(-1);
  };
  const create = (options) => createReranker({ model: 'fast', assets: '/rankside/', cores: 1, worker, ...options });
  const bestOf = (calls) => calls.map(({ results }) => results[0].index === 60 && results.length === 61);
  const settled = async (reranker, fault) => {
    const calls = Array.from({ length: 20 }, (_, i) => reranker.rerank(QUESTION, passages.map((text, at) => (at < 60 ? i + text : text))));
    await fault();
    const right = bestOf(await Promise.all(calls)).filter(Boolean).length;
    return right + ' of 20 calls right, ' + reranker.report.losses.length + ' losses';
  };
  globalThis.faults = {
    async 'workers terminated during 20 calls'() {
      const reranker = await create({ cache: 'memory' });
      const outcome = await settled(reranker, async () => {
        for (let i = 0; i < 3; i++) {
          workers.at(-1).terminate();
          await new Promise((resolve) => setTimeout(resolve, 400));
        }
      });
      await reranker.dispose();
      return outcome;
    },
    async 'the storage cleared during 20 calls'() {
      const reranker = await create();
      const outcome = await settled(reranker, async () => {
        for (const name of await caches.keys()) await caches.delete(name);
        await deleteStoredVectors().catch(() => undefined);
      });
      await reranker.dispose();
      return outcome;
    },
    async 'a bit of a stored vector flipped'() {
      const first = await create();
      await first.prepare(passages);
      await first.dispose();
      const open = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      const database = await open(indexedDB.open('rankside-vectors'));
      const store = () => database.transaction('vectors', 'readwrite').objectStore('vectors');
      const [key] = await open(store().getAllKeys());
      const value = await open(store().get(key));
      value.vectors.scales[0] = -value.vectors.scales[0] - 1;
      await open(store().put(value, key));
      database.close();
      const second = await create();
      const { results } = await second.rerank(QUESTION, passages);
      const { damagedEntries } = second.report;
      await second.dispose();
      return (results[0].index === 60 ? '1 of 1 calls right, ' : 'WRONG, ') + damagedEntries + ' damaged entries found';
    },
  };
  return Object.keys(globalThis.faults).join('|');
})()`;

/** Returns one table row for each fault, and whether every call was right. */
export async function breakPlainPage(browser, url) {
  await browser.goTo(url);
  const names = (await browser.evaluate(PREPARE)).split('|');
  const rows = [];
  for (const name of names) {
    const started = performance.now();
    const outcome = await browser
      .evaluate(`faults[${JSON.stringify(name)}]()`)
      .catch((error) => `FAILS: ${error.message}`);
    const ok = /^(20 of 20|1 of 1) calls right/.test(outcome);
    rows.push({ ok, cells: [name, outcome, ((performance.now() - started) / 1000).toFixed(1)] });
  }
  return rows;
}
