/**
 * @file Shows how much storage the page uses in this browser: documents, index, vectors and model files together, and
 * whether the browser may delete them. WebKitGTK reports no estimate and has no persistent storage.
 */
import { byId, setText } from '../ui/dom';
import { formatBytes } from '../ui/format';

const storage: Partial<StorageManager> = (navigator as { readonly storage?: StorageManager }).storage ?? {};
let newestRequest = 0;

export function showStorageUse(): void {
  const request = ++newestRequest;
  const line = byId('meter-line', HTMLSpanElement);
  const bar = byId('meter', HTMLMeterElement);
  bar.hidden = storage.estimate === undefined;
  void showPersistence();
  if (storage.estimate === undefined) return setText(line, 'This browser does not report how much storage is used.');
  void storage.estimate().then(({ usage = 0, quota = 0 }) => {
    if (request !== newestRequest) return;
    setText(line, `This page uses ${formatBytes(usage)} of the ${formatBytes(quota)} that this browser allows.`);
    bar.max = quota;
    bar.value = usage;
  });
}

/** Asks the browser not to delete the documents when it runs out of storage. */
export async function requestPersistentStorage(): Promise<void> {
  await storage.persist?.();
  await showPersistence();
}

async function showPersistence(): Promise<void> {
  const line = byId('persistence-line', HTMLSpanElement);
  const ask = byId('persistence-ask', HTMLButtonElement);
  ask.hidden = storage.persist === undefined;
  if (storage.persisted === undefined) return setText(line, '');
  const isKept = await storage.persisted();
  ask.hidden ||= isKept;
  setText(
    line,
    isKept
      ? 'The browser keeps it until you delete it.'
      : 'The browser may delete it when the device runs out of storage.',
  );
}
