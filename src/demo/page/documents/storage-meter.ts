/**
 * @file How much room the page takes in this browser: documents, index, vectors and model files together. WebKitGTK neither says how much there
 * is nor takes a wish to keep it.
 */
import { byId, setText } from '../ui/dom';
import { formatBytes } from '../ui/format';

const storage: Partial<StorageManager> = (navigator as { readonly storage?: StorageManager }).storage ?? {};
let newestRequest = 0;

export function showStorageUse(): void {
  const request = ++newestRequest;
  const line = byId('meter-line', HTMLParagraphElement);
  const bar = byId('meter', HTMLMeterElement);
  bar.hidden = storage.estimate === undefined;
  if (storage.estimate === undefined) return setText(line, 'This browser does not say how much room is taken.');
  void storage.estimate().then(({ usage = 0, quota = 0 }) => {
    if (request !== newestRequest) return;
    setText(line, `${formatBytes(usage)} used of ${formatBytes(quota)} that this browser offers.`);
    bar.max = quota;
    bar.value = usage;
  });
}

/** Asks the browser not to make room by deleting the documents. */
export function requestPersistentStorage(): void {
  void storage.persist?.();
}
