/** @file Assembles an engine from its parts: one session per segment, on the runtime that the variant names. */
import { CausalEngine } from '../../engine/causal/causal-engine';
import { joinDense, readDense } from '../../engine/vectors/dense';
import type { Engine } from '../../engine/engine';
import { EncoderEngine } from '../../engine/encoder/encoder-engine';
import { RaggedRows } from '../../engine/encoder/ragged-rows';
import { ReleasedRows } from '../../engine/encoder/released-rows';
import { SessionRows } from '../../engine/encoder/session-rows';
import { PlainTokenizer } from '../../engine/tokens/plain-tokenizer';
import type { Runtime, Session, SessionFiles } from '../../engine/runtimes/runtime';
import { RerankError } from '../../core/errors';
import type { Variant } from '../../models/card';
import { runsOnGpuKernel } from '../../models/variant-kind';
import type { EngineParts } from '../../protocol/pool-worker-api';
import type { Environment } from '../platform/environment';
import { filesOf } from './runtimes';

/** Runtimes that were started before: the variant's own, and the kernel. */
export type StartedRuntimes = { readonly runtime?: Runtime; readonly kernel?: Runtime | undefined };

/** @param started default: the kernel is started from its compiled module, or onnxruntime-web with one thread */
export async function assembleEngine(
  parts: EngineParts,
  env: Environment,
  started: StartedRuntimes = {},
): Promise<Engine> {
  const { card, variant, segments } = parts;
  const kernel = started.kernel ?? (parts.kernel && (await env.createKernel(parts.kernel)));
  const runtime = started.runtime ?? (await startRuntime(parts, env, kernel));
  const tokenizer = new PlainTokenizer(parseJson(parts.tokenizer));
  const encoder = { card, tokenizer, build: runtime.build, matcher: kernel?.createMatcher?.() };
  const layers = card.readout?.dense ?? [];
  const dense = joinDense(
    layers.map(({ activation, residual }, layer) => readDense(parts.dense![layer]!, activation, residual)),
  );
  if (runtime.createEncoder) {
    const ragged = await runtime.createEncoder(segments, card.vectorBits ?? 8);
    const rows = ragged.computeRows ? new ReleasedRows({ card, encoder: ragged, dense }) : new RaggedRows(ragged);
    return new EncoderEngine({ ...encoder, rows });
  }
  const sessions = await createSessions(runtime, variant, segments);
  if (card.chat) return new CausalEngine({ card, sessions, runtime, tokenizer });
  return new EncoderEngine({ ...encoder, rows: new SessionRows({ card, variant, sessions, dense }) });
}

async function startRuntime(parts: EngineParts, env: Environment, kernel: Runtime | undefined): Promise<Runtime> {
  if (runsOnGpuKernel(parts.variant)) return env.createGpuKernel();
  if (parts.variant.runtime === 'kernel' && kernel) return kernel;
  return env.createRuntime({ gpu: false, files: filesOf(parts), threads: 1 });
}

/** Creates the sessions one after another. If one cannot be created, the earlier ones are released. */
export async function createSessions(
  runtime: Runtime,
  { device }: Variant,
  segments: readonly SessionFiles[],
): Promise<Session[]> {
  const sessions: Session[] = [];
  try {
    for (const segment of segments) sessions.push(await runtime.createSession(device, segment));
    return sessions;
  } catch (error) {
    await Promise.all(sessions.map((session) => session.release()));
    throw error;
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new RerankError('model-invalid', 'Expected tokenizer.json to be JSON', { cause });
  }
}
