/**
 * @file The ordered list of (device, dtype, runtime) candidates to try, and why the others are not tried. Pure.
 */
import { RerankError } from '../../core/errors';
import type { ModelCard, Variant } from '../../models/card';
import { candidateKey } from '../../util/candidate-key';
import type { Device, Dtype } from '../../core/types';
import type { CandidateReport } from '../../core/report';
import type { AdapterProbe } from '../../engine/runtimes/ort/adapter';

export type PlanRequest = {
  readonly device: 'auto' | Device;
  readonly dtype?: Dtype | undefined;
  /** Absent when the device asked for is `wasm`: then nobody looked. */
  readonly probe?: AdapterProbe | undefined;
  /** Candidates lost twice, by `candidateKey`. */
  readonly avoid: readonly string[];
};

export type Plan = { readonly candidates: readonly Variant[]; readonly skipped: readonly CandidateReport[] };

/**
 * Orders the card's variants: WebGPU, then our kernel, then the runtime on WASM, each in the card's order. The kernel is 1.7 times faster a
 * thread than the runtime, and a pool gives it as many cores.
 *
 * @throws RerankError `device-unavailable` when WebGPU alone was asked for and cannot be had.
 */
export function planCandidates(card: ModelCard, request: PlanRequest): Plan {
  const place = ({ device, runtime }: Variant) => (device === 'webgpu' ? 0 : runtime === 'kernel' ? 1 : 2);
  const ordered = [...card.variants].sort((a, b) => place(a) - place(b));
  const judged = ordered.map((variant) => ({ variant, reason: reasonAgainst(variant, request) }));
  const candidates = judged.filter(({ reason }) => reason === undefined).map(({ variant }) => variant);
  if (candidates.length === 0) throw nothingLeft(card, request, judged);
  const skipped = judged.flatMap(({ variant, reason }) =>
    reason === undefined ? [] : [{ ...candidateOf(variant), state: stateOf(reason), reason }],
  );
  return { candidates, skipped };
}

/** What names a variant in a report. */
export function candidateOf({
  device,
  dtype,
  runtime = 'onnx',
}: Variant): Pick<CandidateReport, 'device' | 'dtype' | 'runtime'> {
  return { device, dtype, runtime };
}

const LOST = 'Lost twice';

function stateOf(reason: string): CandidateReport['state'] {
  return reason === LOST ? 'lost' : 'not-tried';
}

function reasonAgainst(variant: Variant, { device, dtype, probe, avoid }: PlanRequest): string | undefined {
  if (device !== 'auto' && variant.device !== device) return `Only ${device} was asked for`;
  if (dtype && variant.dtype !== dtype) return `Only ${dtype} was asked for`;
  if (avoid.includes(candidateKey(variant))) return LOST;
  return variant.device === 'webgpu' ? reasonAgainstGpu(variant, device, probe) : undefined;
}

function reasonAgainstGpu(
  variant: Variant,
  device: 'auto' | Device,
  probe: AdapterProbe | undefined,
): string | undefined {
  if (!probe) return 'WebGPU was not probed';
  if ('missing' in probe) return probe.missing;
  if (probe.adapter.software && device === 'auto') {
    return `The adapter is a software one (${probe.adapter.description || probe.adapter.architecture}), used only when asked for`;
  }
  const lacking = (variant.features ?? []).filter((feature) => !probe.adapter.features.includes(feature));
  return lacking.length > 0 ? `The adapter lacks ${lacking.join(', ')}` : undefined;
}

function nothingLeft(
  card: ModelCard,
  { device, dtype }: PlanRequest,
  judged: readonly { readonly variant: Variant; readonly reason: string | undefined }[],
): RerankError {
  const asked = judged.filter(({ variant }) => device === 'auto' || variant.device === device);
  const reasons = asked.map(({ variant, reason }) => `${candidateKey(variant)}: ${reason}`);
  const wanted = [device === 'auto' ? 'any device' : device, ...(dtype ? [dtype] : [])].join(' with ');
  const detail = reasons.length > 0 ? reasons.join('; ') : `the model ${card.name} has no ${device} variant`;
  return new RerankError('device-unavailable', `Cannot run ${card.name} on ${wanted}: ${detail}`, {
    details: { reasons },
  });
}
