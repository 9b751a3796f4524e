/** @file An engine from its parts: a session a stage, on the runtime that the variant names. */
import { startKernelRuntime } from '../src/engine/kernel/kernel-runtime';
import { OnnxEngine } from '../src/engine/onnx-engine';
import { PlainTokenizer } from '../src/engine/plain-tokenizer';
import type { Runtime, Session, SessionFiles } from '../src/engine/runtime';
import { RerankError } from '../src/errors';
import type { Variant } from '../src/models/card';
import type { Blueprint } from '../src/protocol/member-api';
import type { Environment } from './environment';

/** @param runtime where one was started already. Default: the kernel's, or onnxruntime-web with one thread */
export async function assemble(blueprint: Blueprint, env: Environment, runtime?: Runtime): Promise<OnnxEngine> {
  const { card, variant, stages, kernel } = blueprint;
  const own = kernel && startKernelRuntime(kernel);
  const serving = runtime ?? (await runtimeOf(blueprint, own, env));
  const tokenizer = new PlainTokenizer(parse(blueprint.tokenizer));
  const sessions = await createSessions(serving, variant, stages);
  const matcher = card.abilities.includes('embedTokens') ? own?.createMatcher?.() : undefined;
  return new OnnxEngine({ card, variant, sessions, runtime: serving, tokenizer, matcher });
}

function runtimeOf({ variant, runtime }: Blueprint, own: Runtime | undefined, env: Environment): Promise<Runtime> {
  if (variant.runtime === 'kernel' && own) return Promise.resolve(own);
  return env.createRuntime({ gpu: false, files: runtime, threads: 1 });
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
