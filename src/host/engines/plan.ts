/**
 * @file The order in which the engine candidates of a model are tried, and the reasons why others are not tried. Pure.
 */
import { RerankError } from '../../core/errors';
import type { ModelCard, Variant } from '../../models/card';
import { runsOnGpuKernel } from '../../models/variant-kind';
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

export type Plan = {
  readonly candidates: readonly Variant[];
  readonly skipped: readonly CandidateReport[];
  /** The variant that shares the work of a WASM engine on the GPU; absent if there is none or the GPU is not used. */
  readonly shared?: Variant;
  /** Why the requested device is not used. */
  readonly limitation?: string;
};

/**
 * Orders the card's variants: first WebGPU, then the kernel, then onnxruntime-web on WASM, each in the card's order. On
 * `auto`, the kernel runs released weights before any of these.
 * The kernel is 1.7 times faster per thread than onnxruntime-web, and the pool lets it use as many cores.
 *
 * On `auto`, the kernel on WebGPU is no candidate where the kernel runs on WASM: WASM answers first, and the GPU shares
 * its work. If `webgpu` is requested and not available, the plan has the candidates on WASM, and says why.
 *
 * @throws RerankError `device-unavailable` if no variant can be tried
 */
export function planCandidates(card: ModelCard, request: PlanRequest): Plan {
  const ordered = [...card.variants].sort((a, b) => preference(a, request) - preference(b, request));
  const assessed = ordered.map((variant) => ({ variant, reason: reasonAgainst(variant, request) }));
  const usable = assessed.filter(({ reason }) => reason === undefined).map(({ variant }) => variant);
  const skipped = assessed.flatMap(({ variant, reason }) =>
    reason === undefined ? [] : [{ ...candidateIdentity(variant), state: stateOf(reason), reason }],
  );
  if (usable.length === 0) return planOnWasm(card, request, assessed);
  const shared = request.device === 'auto' ? usable.find(runsOnGpuKernel) : undefined;
  if (!shared || !usable.some(isWasmKernel)) return { candidates: usable, skipped };
  const others = usable.filter((variant) => variant.device === 'webgpu' && variant !== shared);
  const unneeded = others.map(
    (variant) => ({ ...candidateIdentity(variant), state: 'not-tried', reason: UNNEEDED }) as const,
  );
  const onWasm = usable.filter(({ device }) => device === 'wasm');
  return { candidates: onWasm, skipped: [...skipped, ...unneeded], shared };
}

function preference({ device, runtime = 'onnx', released }: Variant, request: PlanRequest): number {
  // No megabytes of onnxruntime-web are fetched to learn whether it is faster on a GPU.
  if (released && device === 'wasm' && request.device === 'auto') return -1;
  const order = { webgpu: { kernel: 0, onnx: 1, transformers: 1 }, wasm: { kernel: 2, onnx: 3, transformers: 3 } };
  return order[device][runtime];
}

function isWasmKernel({ device, runtime }: Variant): boolean {
  return device === 'wasm' && runtime === 'kernel';
}

type Assessed = { readonly variant: Variant; readonly reason: string | undefined };

/** The candidates on WASM in place of a requested GPU that cannot be used. @throws RerankError if there are none */
function planOnWasm(card: ModelCard, request: PlanRequest, assessed: readonly Assessed[]): Plan {
  const error = noCandidateError(card, request, assessed);
  const onWasm: PlanRequest = { ...request, device: 'wasm' };
  const hasGpu = card.variants.some((variant) => variant.device === 'webgpu');
  const hasWasm = card.variants.some((variant) => reasonAgainst(variant, onWasm) === undefined);
  if (request.device !== 'webgpu' || request.dtype || !hasGpu || !hasWasm) throw error;
  const plan = planCandidates(card, onWasm);
  const onGpu = assessed.filter(({ variant }) => variant.device === 'webgpu');
  const skipped = onGpu.map(({ variant, reason = '' }) => ({
    ...candidateIdentity(variant),
    state: stateOf(reason),
    reason,
  }));
  const rest = plan.skipped.filter((candidate) => candidate.device === 'wasm');
  return { candidates: plan.candidates, skipped: [...skipped, ...rest], limitation: `${error.message}; WASM is used` };
}

/** The fields that identify a variant in a report. */
export function candidateIdentity({
  device,
  dtype,
  runtime = 'onnx',
}: Variant): Pick<CandidateReport, 'device' | 'dtype' | 'runtime'> {
  return { device, dtype, runtime };
}

const UNNEEDED = 'The kernel runs on the GPU, without onnxruntime-web';
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
  if (variant.unsupported !== undefined) return variant.unsupported;
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

function noCandidateError(card: ModelCard, { device, dtype }: PlanRequest, assessed: readonly Assessed[]): RerankError {
  const requested = assessed.filter(({ variant }) => device === 'auto' || variant.device === device);
  const reasons = requested.map(({ variant, reason }) => `${candidateKey(variant)}: ${reason}`);
  const wanted = [device === 'auto' ? 'any device' : device, ...(dtype ? [dtype] : [])].join(' with ');
  const detail = reasons.length > 0 ? reasons.join('; ') : `the model ${card.name} has no ${device} variant`;
  return new RerankError('device-unavailable', `Cannot run ${card.name} on ${wanted}: ${detail}`, {
    details: { reasons },
  });
}
