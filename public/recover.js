/**
 * @file Keeps the page, its workers and its models at one version. A server keeps the files of the newest version
 * only, so an older page that a cache kept may find a file of its own missing. It then reloads once, by itself, as
 * the newest version, and what was typed stays.
 *
 * It is a script of its own with a name that stays, so that it runs where the page's other scripts are missing.
 */
(() => {
  const RELOADS = 'rankside-demo:reloads';
  const INPUTS = 'rankside-demo:inputs';
  /** A version is reloaded for once within this time, so that caches and servers that disagree cause no loop. */
  const ONCE_WITHIN_MS = 600_000;
  const INSTALL_LIMIT_MS = 60_000;
  const TAKEOVER_LIMIT_MS = 60_000;

  const own = document.querySelector('meta[name="rankside-version"]')?.content ?? '';
  let checking;

  /**
   * Resolves with `reloading`; `current` if this page has the version of the server, or no server answers; or
   * `outdated` if it was reloaded already, without effect.
   */
  globalThis.reloadIfOutdated = () => (checking ??= check().finally(() => (checking = undefined)));

  /** Puts back what was typed before the page reloaded itself. */
  globalThis.restoreInputs = () => {
    const kept = JSON.parse(sessionStorageItem(INPUTS) ?? '{}');
    sessionStorageItem(INPUTS, null);
    for (const [id, value] of Object.entries(kept)) {
      const input = document.getElementById(id);
      if (typeof value === 'boolean') input.checked = value;
      else input.value = value;
    }
  };

  async function check() {
    const deployed = await deployedVersion();
    if (own === '' || deployed === undefined || deployed === own) return 'current';
    const recent = reloads();
    if (recent === undefined || recent.some(({ version }) => version === deployed)) return 'outdated';
    if (!(await serviceWorkerIsNewest())) return 'outdated';
    sessionStorageItem(RELOADS, JSON.stringify([...recent, { version: deployed, at: Date.now() }]));
    keepInputs();
    // Brings the newest page into the HTTP cache, where a server allowed an old one to stay.
    await fetch(location.pathname, { cache: 'reload' }).catch(() => undefined);
    location.reload();
    return 'reloading';
  }

  async function deployedVersion() {
    try {
      const response = await fetch('version.json', { cache: 'no-store', signal: AbortSignal.timeout(10_000) });
      return response.ok ? (await response.json()).version : undefined;
    } catch {
      return undefined;
    }
  }

  /** Undefined where nothing can be kept in this tab, so that a loop could not be noticed. */
  function reloads() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(RELOADS) ?? '[]');
      return kept.filter(({ at }) => Math.abs(Date.now() - at) < ONCE_WITHIN_MS);
    } catch {
      return undefined;
    }
  }

  function keepInputs() {
    const inputs = [...document.querySelectorAll('#query, #rerank, #paste-query, #paste-passages')];
    const values = inputs.map((input) => [input.id, input.type === 'checkbox' ? input.checked : input.value]);
    sessionStorageItem(INPUTS, JSON.stringify(Object.fromEntries(values)));
  }

  /** Reads, sets or (with null) removes an item. */
  function sessionStorageItem(key, value) {
    try {
      if (value === undefined) return sessionStorage.getItem(key);
      if (value === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, value);
    } catch {
      // Storage is blocked or full.
    }
    return undefined;
  }

  /** A service worker answers a reload with the page of its own version, so the newest one has to take over first. */
  async function serviceWorkerIsNewest() {
    const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
    // A service worker that has not claimed this page yet answers its reload all the same.
    if (!registration?.active) return true;
    // A deploy in the middle of an installation makes it fail, so it is tried twice.
    for (let attempt = 1; attempt <= 2; attempt++) {
      await registration.update().catch(() => undefined);
      const next = registration.installing ?? registration.waiting;
      if (next && (await becomesInstalled(next))) return takesOver(next);
    }
    return false;
  }

  function becomesInstalled(worker) {
    return new Promise((resolve) => {
      const settle = () => {
        if (worker.state === 'redundant') resolve(false);
        else if (worker.state !== 'installing') resolve(true);
      };
      worker.addEventListener('statechange', settle);
      setTimeout(resolve, INSTALL_LIMIT_MS, false);
      settle();
    });
  }

  function takesOver(worker) {
    return new Promise((resolve) => {
      const settle = () => {
        if (worker.state === 'redundant') resolve(false);
        else if (worker.state !== 'installed') resolve(true); // perhaps because another tab has asked
      };
      worker.addEventListener('statechange', settle);
      setTimeout(resolve, TAKEOVER_LIMIT_MS, false);
      worker.postMessage('take-over');
      settle();
    });
  }

  // A script or a style sheet of the page is missing.
  addEventListener(
    'error',
    ({ target }) => {
      if (target instanceof HTMLScriptElement || target instanceof HTMLLinkElement) void reloadIfOutdated();
    },
    true,
  );
  addEventListener('vite:preloadError', () => void reloadIfOutdated());
})();
