/**
 * @file The page's own version against that of its server: `public/recover.js`, which runs before all other scripts,
 * reloads an outdated page that misses a file.
 */
import { type StatusEvent, isRerankError } from 'rankside';

/** What `public/recover.js` adds to the page. */
type Recovery = {
  readonly reloadIfOutdated?: () => Promise<'reloading' | 'current' | 'outdated'>;
  readonly restoreInputs?: () => void;
};

const recovery = globalThis as Recovery;

/** Puts back what was typed before the page reloaded itself. */
export function restoreInputs(): void {
  recovery.restoreInputs?.();
}

/** Resolves with true if a failed file has shown that this page is outdated and it could not help itself. */
export async function reloadIfOutdated(): Promise<boolean> {
  return (await recovery.reloadIfOutdated?.()) === 'outdated';
}

/** Resolves with whether this page has the version of its server; else the page reloads itself if it can. */
export async function hasNewestVersion(): Promise<boolean> {
  return ((await recovery.reloadIfOutdated?.()) ?? 'current') === 'current';
}

const OF_FILES = ['model-unavailable', 'model-invalid', 'worker-lost', 'version-mismatch'] as const;

/** Whether the error may come from a file that the server does not have any more. */
export function mayMissFile(error: unknown): boolean {
  return OF_FILES.some((code) => isRerankError(error, code));
}

/** Whether the event says that the main model could not be loaded while the first-pass model answers. */
export function missesModel(event: StatusEvent): boolean {
  return event.kind === 'warning' && event.message.includes('could not be loaded');
}
