/** @file One (device, dtype, runtime) candidate brought up: its files, a session a stage, an engine, the self-test. */
import { parseDirectory } from '../src/engine/directory';
import { expandWeights } from '../src/engine/expand';
import { loadFile } from '../src/engine/model-files';
import type { FileSource } from '../src/engine/model-files';
import { OnnxEngine } from '../src/engine/onnx-engine';
import { PlainTokenizer } from '../src/engine/plain-tokenizer';
import type { Runtime, Session, SessionFiles } from '../src/engine/runtime';
import type { RuntimeKind } from '../src/types';
import type { Engine } from '../src/engine/engine';
import { RerankError } from '../src/errors';
import { resolveMethod } from '../src/methods/registry';
import type { FileRef, ModelCard, Variant } from '../src/models/card';
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
  const [runtime, tokenizerBytes, stages] = await Promise.all([
    runtimeFor(variant.runtime ?? 'onnx'),
    load(card.tokenizer),
    loadStages(card, variant, load),
  ]);
  const tokenizer = new PlainTokenizer(parse(tokenizerBytes));
  const sessions = await createSessions(runtime, variant, stages);
  const engine = new OnnxEngine({ card, variant, sessions, runtime, tokenizer });
  try {
    const tested = await selfTest(engine, card, resolveMethod('auto', card), variant);
    return { variant, engine, threads: runtime.threads, selfTest: tested };
  } catch (error) {
    await engine.dispose();
    throw error;
  }
}

/**
 * The files of every stage of `card`, which may be cut at a depth; the data file is expanded once for all of them.
 *
 * @param load fetches a file and checks its hash
 */
export async function loadStages(
  card: ModelCard,
  variant: Variant,
  load: (file: FileRef) => Promise<Uint8Array>,
): Promise<SessionFiles[]> {
  const [directory, graphs, files] = await Promise.all([
    variant.directory && load(variant.directory),
    Promise.all(variant.graphs.map(load)),
    Promise.all(variant.data.map(async (file) => ({ path: file.path, data: await load(file) }))),
  ]);
  const data = directory ? expandAll(directory, files) : files;
  const stages = card.exits?.length ?? 1;
  return Array.from({ length: stages }, (_, at) => ({ stage: at + 1, graph: graphs[at] ?? directory!, data }));
}

function expandAll(bytes: Uint8Array, files: SessionFiles['data']): SessionFiles['data'] {
  const directory = parseDirectory(bytes);
  return files.map((file) =>
    file.path === directory.data ? { path: file.path, data: expandWeights(directory, file.data) } : file,
  );
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
