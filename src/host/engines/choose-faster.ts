/**
 * @file GPU or WASM: decided by a short timed run on the device at hand, and remembered for it.
 *
 * No list of devices is right for long: small models on weak GPUs lose to WASM by any factor.
 */
import type { AdapterProbe } from '../../engine/runtimes/ort/adapter';
import { candidateKey } from '../../util/candidate-key';
import type { ModelStore } from '../../models/files/model-store';
import { resolveMethod } from '../../methods/registry';
import type { ModelCard } from '../../models/card';
import { depthsOf } from '../../models/exits';
import { variantFiles } from '../../models/files/variant-files';
import type { Candidate } from './create-candidate';
import { selfTest } from './self-test';

const RUNS = 3;

/** The golden pairs again, warm, in turn; the smaller best time wins. */
export async function chooseFaster(a: Candidate, b: Candidate, card: ModelCard) {
  const best = new Map<Candidate, number>([
    [a, Infinity],
    [b, Infinity],
  ]);
  for (let run = 0; run < RUNS; run++) {
    for (const candidate of [a, b])
      best.set(candidate, Math.min(best.get(candidate)!, await timeOnce(candidate, card)));
  }
  const [winner, loser] = best.get(a)! <= best.get(b)! ? [a, b] : [b, a];
  const times = [loser, winner].map((each) => `${candidateKey(each.variant)} took ${best.get(each)!.toFixed(1)} ms`);
  return { winner, loser, reason: `Healthy but slower on the golden pairs: ${times.join(', ')}` };
}

async function timeOnce({ engine, variant }: Candidate, card: ModelCard): Promise<number> {
  const started = performance.now();
  await selfTest(engine, card, resolveMethod('auto', card), variant);
  return performance.now() - started;
}

export async function remember(
  store: ModelStore,
  card: ModelCard,
  probe: AdapterProbe | undefined,
  key: string,
): Promise<void> {
  await store.put(memoKey(card, probe), new TextEncoder().encode(key));
}

export async function recall(
  store: ModelStore,
  card: ModelCard,
  probe: AdapterProbe | undefined,
): Promise<string | undefined> {
  if (!probe || 'missing' in probe || probe.adapter.software) return undefined;
  const kept = await store.get(memoKey(card, probe));
  return kept && new TextDecoder().decode(kept);
}

/** The decision holds for these files, to this depth, on this adapter. */
function memoKey(card: ModelCard, probe: AdapterProbe | undefined): string {
  const adapter =
    probe && 'adapter' in probe
      ? `${probe.adapter.vendor} ${probe.adapter.architecture} ${probe.adapter.description}`
      : '';
  const files = card.variants.map((variant) => variantFiles(variant)[0]!.sha256.slice(0, 16)).join('-');
  return `choice/${encodeURIComponent(card.name)}/${files}/${depthsOf(card).at(-1) ?? 'whole'}/${encodeURIComponent(adapter)}`;
}
