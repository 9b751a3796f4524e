/** @file How much room the page takes in this browser: documents, index, vectors and model files together. */
import { byId, setText } from '../ui/dom';
import { formatBytes } from '../ui/format';

let asked = 0;

export function showMeter(): void {
  const mine = ++asked;
  const line = byId('meter-line', HTMLParagraphElement);
  const bar = byId('meter', HTMLMeterElement);
  void navigator.storage.estimate().then(({ usage = 0, quota = 0 }) => {
    if (mine !== asked) return;
    setText(line, `${formatBytes(usage)} used of ${formatBytes(quota)} that this browser offers.`);
    bar.max = quota;
    bar.value = usage;
  });
}
