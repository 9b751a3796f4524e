/** @file An engine from its parts: a session a stage, on the runtime that the variant names. */
import { CausalEngine } from '../../engine/causal/causal-engine';
import { readDense } from '../../engine/vectors/dense';
import type { Engine } from '../../engine/engine';
import { EncoderEngine } from '../../engine/encoder/encoder-engine';
import { PlainTokenizer } from '../../engine/tokens/plain-tokenizer';
import type { Runtime, Session, SessionFiles } from '../../engine/runtimes/runtime';
import { RerankError } from '../../core/errors';
import type { Variant } from '../../models/card';
import type { EngineParts } from '../../protocol/member-api';
import type { Environment } from '../platform/environment';

/** Runtimes that are there already. */
export type Started = { readonly serving?: Runtime; readonly kernel?: Runtime | undefined };

/** @param started Default: our kernel is started as it was compiled elsewhere, onnxruntime-web with one thread */
export async function assemble(blueprint: EngineParts, env: Environment, started: Started = {}): Promise<Engine> {
  const { card, variant, segments } = blueprint;
  const kernel = started.kernel ?? (blueprint.kernel && (await env.createKernel(blueprint.kernel)));
  const own = variant.runtime === 'kernel' ? kernel : undefined;
  const runtime =
    started.serving ?? own ?? (await env.createRuntime({ gpu: false, files: blueprint.runtime, threads: 1 }));
  const tokenizer = new PlainTokenizer(parse(blueprint.tokenizer));
  const sessions = await createSessions(runtime, variant, segments);
  if (card.chat) return new CausalEngine({ card, sessions, runtime, tokenizer });
  const layers = card.readout?.dense ?? [];
  const dense = layers.map(({ activation }, at) => readDense(blueprint.dense![at]!, activation));
  return new EncoderEngine({ card, variant, sessions, runtime, tokenizer, matcher: kernel?.createMatcher?.(), dense });
}

/** One after another, so that an earlier one can be let go when a later one fails. */
export async function createSessions(
  runtime: Runtime,
  { device }: Variant,
  stages: readonly SessionFiles[],
): Promise<Session[]> {
  const sessions: Session[] = [];
  try {
    for (const stage of stages) sessions.push(await runtime.createSession(device, stage));
    return sessions;
  } catch (error) {
    await Promise.all(sessions.map((session) => session.release()));
    throw error;
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new RerankError('model-invalid', 'Expected tokenizer.json to be JSON', { cause });
  }
}
