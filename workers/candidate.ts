/** @file One (device, dtype, runtime) candidate brought up: its files, a session, an engine, the self-test. */
import { loadFile } from '../src/engine/model-files';
import type { FileSource } from '../src/engine/model-files';
import { OnnxEngine } from '../src/engine/onnx-engine';
import { PlainTokenizer } from '../src/engine/plain-tokenizer';
import type { Runtime } from '../src/engine/runtime';
import type { RuntimeKind } from '../src/types';
import type { Engine } from '../src/engine/engine';
import { RerankError } from '../src/errors';
import { resolveMethod } from '../src/methods/registry';
import type { FileRef, Variant } from '../src/models/card';
import type { LocatedModel } from './locate-model';
import { selfTest } from './self-test';
import type { SelfTest } from './self-test';

export type CandidateParts = {
  readonly model: LocatedModel;
  /** Starts what a candidate needs when it is first tried. */
  readonly runtimeFor: (kind: RuntimeKind) => Promise<Runtime>;
  readonly source: FileSource;
};
export type Candidate = {
  readonly variant: Variant;
  readonly engine: Engine;
  readonly threads: number;
  readonly selfTest: SelfTest;
};

/** @throws what kept it from serving: a file's RerankError, the runtime's error, or the self-test's */
export async function createCandidate(
  variant: Variant,
  { model, runtimeFor, source }: CandidateParts,
): Promise<Candidate> {
  const { card } = model;
  const load = (file: FileRef) => loadFile(file, model.urlOf(file.path), source);
  const [runtime, tokenizerBytes, graph, ...data] = await Promise.all([
    runtimeFor(variant.runtime ?? 'onnx'),
    load(card.tokenizer),
    load(variant.graph),
    ...variant.data.map(load),
  ]);
  const session = await runtime.createSession(variant.device, {
    graph,
    data: variant.data.map(({ path }, index) => ({ path, data: data[index]! })),
  });
  const engine = new OnnxEngine({
    card,
    variant,
    session,
    runtime,
    tokenizer: new PlainTokenizer(parse(tokenizerBytes)),
  });
  try {
    const tested = await selfTest(engine, card, resolveMethod('auto', card), variant);
    return { variant, engine, threads: runtime.threads, selfTest: tested };
  } catch (error) {
    await engine.dispose();
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
