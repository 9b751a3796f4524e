/** @file The latest searches whose result was opened, on this device. Storage that is blocked counts as empty. */
const KEY = 'rank-search-recent';
const MAX = 5;

export function recentSearches(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter((each) => typeof each === 'string').slice(0, MAX) : [];
  } catch {
    return [];
  }
}

export function rememberSearch(query: string): void {
  const others = recentSearches().filter((each) => each !== query);
  store([query, ...others].slice(0, MAX));
}

export function forgetSearches(): void {
  store([]);
}

function store(queries: readonly string[]): void {
  try {
    if (queries.length === 0) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(queries));
  } catch {
    // The page may not use storage.
  }
}
