/**
 * @file The order in which the engine candidates of a model are tried, and the reasons why others are not tried. Pure.
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
  /** Absent if the requested device is `wasm`, because then the GPU is not probed. */
  readonly probe?: AdapterProbe | undefined;
  /** Keys (`candidateKey`) of the candidates that were lost twice. */
  readonly avoid: readonly string[];
  /** Whether the app added onnxruntime-web. */
  readonly onnx: boolean;
};

export type Plan = { readonly candidates: readonly Variant[]; readonly skipped: readonly CandidateReport[] };

/**
 * Orders the card's variants: first WebGPU, then the kernel, then onnxruntime-web on WASM, each in the card's order.
 * The kernel is 1.7 times faster per thread than onnxruntime-web, and the pool lets it use as many cores.
 *
 * @throws RerankError `device-unavailable` if no variant can be tried
 */
export function planCandidates(card: ModelCard, request: PlanRequest): Plan {
  const preference = ({ device, runtime }: Variant) => (device === 'webgpu' ? 0 : runtime === 'kernel' ? 1 : 2);
  const ordered = [...card.variants].sort((a, b) => preference(a) - preference(b));
  const assessed = ordered.map((variant) => ({ variant, reason: reasonAgainst(variant, request) }));
  const candidates = assessed.filter(({ reason }) => reason === undefined).map(({ variant }) => variant);
  if (candidates.length === 0) throw noCandidateError(card, request, assessed);
  const skipped = assessed.flatMap(({ variant, reason }) =>
    reason === undefined ? [] : [{ ...candidateIdentity(variant), state: stateOf(reason), reason }],
  );
  return { candidates, skipped };
}

/** The fields that identify a variant in a report. */
export function candidateIdentity({
  device,
  dtype,
  runtime = 'onnx',
}: Variant): Pick<CandidateReport, 'device' | 'dtype' | 'runtime'> {
  return { device, dtype, runtime };
}

const LOST = 'Its engine was lost twice';

/** The reason against variants for onnxruntime-web in an app that did not add it. */
export const ONNX_MISSING =
  'It needs onnxruntime-web, which is not part of the default import: import { onnx } from "rankside/onnx" and pass ' +
  '`runtimes: [onnx()]`; with `assets`, also run "npx rankside copy <folder> --onnx"';

function stateOf(reason: string): CandidateReport['state'] {
  return reason === LOST ? 'lost' : 'not-tried';
}

function reasonAgainst(variant: Variant, request: PlanRequest): string | undefined {
  const { device, dtype, probe, avoid, onnx } = request;
  if (device !== 'auto' && variant.device !== device) return `Only the device ${device} was requested`;
  if (dtype && variant.dtype !== dtype) return `Only the dtype ${dtype} was requested`;
  if (avoid.includes(candidateKey(variant))) return LOST;
  const reason = variant.device === 'webgpu' ? reasonAgainstGpu(variant, device, probe) : undefined;
  return reason ?? (onnx || (variant.runtime ?? 'onnx') !== 'onnx' ? undefined : ONNX_MISSING);
}

function reasonAgainstGpu(
  variant: Variant,
  device: 'auto' | Device,
  probe: AdapterProbe | undefined,
): string | undefined {
  if (!probe) return 'WebGPU was not probed';
  if ('missing' in probe) return probe.missing;
  if (probe.adapter.software && device === 'auto') {
    const name = probe.adapter.description || probe.adapter.architecture;
    return `The adapter runs in software (${name}) and is used only if the device webgpu is requested`;
  }
  const lacking = (variant.features ?? []).filter((feature) => !probe.adapter.features.includes(feature));
  return lacking.length > 0 ? `The adapter lacks ${lacking.join(', ')}` : undefined;
}

function noCandidateError(
  card: ModelCard,
  { device, dtype }: PlanRequest,
  assessed: readonly { readonly variant: Variant; readonly reason: string | undefined }[],
): RerankError {
  const requested = assessed.filter(({ variant }) => device === 'auto' || variant.device === device);
  const reasons = requested.map(({ variant, reason }) => `${candidateKey(variant)}: ${reason}`);
  const wanted = [device === 'auto' ? 'any device' : device, ...(dtype ? [dtype] : [])].join(' with ');
  const detail = reasons.length > 0 ? reasons.join('; ') : `the model ${card.name} has no ${device} variant`;
  return new RerankError('device-unavailable', `Cannot run ${card.name} on ${wanted}: ${detail}`, {
    details: { reasons },
  });
}
