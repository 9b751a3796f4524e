/**
 * @file Chooses between GPU and WASM by a short timed run on the user's device, and stores the choice.
 *
 * A list of devices would soon be out of date: on a weak GPU a small model can be far slower than on WASM.
 */
import type { AdapterProbe } from '../../engine/runtimes/ort/adapter';
import { candidateKey } from '../../util/candidate-key';
import type { ModelStore } from '../../models/files/model-store';
import { resolveMethod } from '../../methods/registry';
import type { ModelCard } from '../../models/card';
import { depthsOf } from '../../models/exits';
import { variantFiles } from '../../models/files/variant-files';
import type { TestedEngine } from './create-tested-engine';
import { selfTest } from './self-test';

const RUNS = 3;

export type FasterEngine = {
  readonly winner: TestedEngine;
  readonly loser: TestedEngine;
  /** Why the loser is not used, for the report. */
  readonly reason: string;
};

/** Runs the self-test several times on each engine in turn, now warm; the engine with the smaller best time wins. */
export async function chooseFaster(a: TestedEngine, b: TestedEngine, card: ModelCard): Promise<FasterEngine> {
  const best = new Map<TestedEngine, number>([
    [a, Infinity],
    [b, Infinity],
  ]);
  for (let run = 0; run < RUNS; run++) {
    for (const tested of [a, b]) best.set(tested, Math.min(best.get(tested)!, await timeSelfTest(tested, card)));
  }
  const [winner, loser] = best.get(a)! <= best.get(b)! ? [a, b] : [b, a];
  const times = [loser, winner].map(
    (tested) => `${candidateKey(tested.variant)} took ${best.get(tested)!.toFixed(1)} ms`,
  );
  return { winner, loser, reason: `It passed the self-test but was slower on the golden pairs: ${times.join(', ')}` };
}

async function timeSelfTest({ engine, variant }: TestedEngine, card: ModelCard): Promise<number> {
  const started = performance.now();
  await selfTest(engine, card, resolveMethod('auto', card), variant);
  return performance.now() - started;
}

/** Stores the key of the faster candidate. */
export async function storeChoice(
  store: ModelStore,
  card: ModelCard,
  probe: AdapterProbe | undefined,
  key: string,
): Promise<void> {
  await store.put(choiceKey(card, probe), new TextEncoder().encode(key));
}

/**
 * The key of the candidate that was faster on an earlier load; undefined without a hardware adapter or an earlier load.
 */
export async function readChoice(
  store: ModelStore,
  card: ModelCard,
  probe: AdapterProbe | undefined,
): Promise<string | undefined> {
  if (!probe || 'missing' in probe || probe.adapter.software) return undefined;
  const stored = await store.get(choiceKey(card, probe));
  return stored && new TextDecoder().decode(stored);
}

/** The choice is valid for the same files, depth and adapter only. */
function choiceKey(card: ModelCard, probe: AdapterProbe | undefined): string {
  const adapter =
    probe && 'adapter' in probe
      ? `${probe.adapter.vendor} ${probe.adapter.architecture} ${probe.adapter.description}`
      : '';
  const files = card.variants.map((variant) => (variantFiles(variant)[0]?.sha256 ?? '').slice(0, 16)).join('-');
  const depth = depthsOf(card).at(-1) ?? 'whole';
  return `choice/${encodeURIComponent(card.name)}/${files}/${depth}/${encodeURIComponent(adapter)}`;
}
