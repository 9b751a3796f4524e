/** @file Remembers why a GPU was refused, for the same model, adapter and version of the kernel. */
import type { AdapterReport } from '../../core/report';
import type { ModelCard, Variant } from '../../models/card';
import { depthsOf } from '../../models/exits';
import type { ModelStore } from '../../models/files/model-store';
import { WGSL_BUILD } from '../../engine/runtimes/wgsl/wgsl-runtime';
import { variantFiles } from '../../models/files/variant-files';

export type GpuIdentity = {
  readonly card: ModelCard;
  readonly variant: Variant;
  readonly adapter: AdapterReport;
};

export async function storeRefusal(store: ModelStore, identity: GpuIdentity, reason: string): Promise<void> {
  await store.put(keyOf(identity), new TextEncoder().encode(reason));
}

/** The reason of an earlier refusal; undefined if there was none. */
export async function readRefusal(store: ModelStore, identity: GpuIdentity): Promise<string | undefined> {
  const stored = await store.get(keyOf(identity));
  return stored && new TextDecoder().decode(stored);
}

function keyOf({ card, variant, adapter }: GpuIdentity): string {
  const name = `${adapter.vendor} ${adapter.architecture} ${adapter.description}`;
  const files = variantFiles(variant).map(({ sha256 }) => sha256.slice(0, 16));
  const depth = depthsOf(card).at(-1) ?? 'whole';
  const parts = ['gpu', card.name, files.join('-'), String(depth), name, WGSL_BUILD];
  return parts.map((part) => encodeURIComponent(part)).join('/');
}
