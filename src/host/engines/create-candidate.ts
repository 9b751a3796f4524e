/** @file One (device, dtype, runtime) candidate brought up: its files, an engine, the self-test. */
import { parseDirectory } from '../../models/files/tensor-directory';
import { expandWeights } from '../../models/files/expand-weights';
import { loadFile } from '../../models/files/load-file';
import type { FileSource } from '../../models/files/download';
import type { Runtime, RuntimeFiles, SessionFiles } from '../../engine/runtimes/runtime';
import type { RuntimeKind } from '../../core/types';
import type { Engine } from '../../engine/engine';
import { resolveMethod } from '../../methods/registry';
import type { FileRef, ModelCard, Variant } from '../../models/card';
import type { EngineParts } from '../../protocol/member-api';
import { assemble } from './assemble';
import type { Environment } from '../platform/environment';
import type { LocatedModel } from '../locate/located-model';
import { selfTest } from './self-test';
import type { SelfTest } from './self-test';

export type CandidateParts = {
  readonly model: LocatedModel;
  /** Starts what a candidate needs when it is first tried. */
  readonly runtimeFor: (kind: RuntimeKind) => Promise<Runtime>;
  readonly runtime: RuntimeFiles;
  readonly source: FileSource;
  readonly env: Environment;
};
export type Candidate = {
  readonly variant: Variant;
  readonly engine: Engine;
  readonly threads: number;
  readonly selfTest: SelfTest;
  /** For its twins in a pool. */
  readonly blueprint: EngineParts;
};

/** @throws what kept it from serving: a file's RerankError, the runtime's error, or the self-test's */
export async function createCandidate(variant: Variant, parts: CandidateParts): Promise<Candidate> {
  const { card, urlOf } = parts.model;
  const load = (file: FileRef) => loadFile(file, urlOf(file.path), parts.source);
  const layers = card.readout?.dense ?? [];
  const [runtime, kernel, tokenizer, segments, dense] = await Promise.all([
    parts.runtimeFor(variant.runtime ?? 'onnx'),
    kernelFor(card, parts),
    load(card.tokenizer),
    loadSegments(card, variant, load),
    Promise.all(layers.map(({ file }) => load(file))),
  ]);
  const blueprint: EngineParts = {
    card,
    variant,
    tokenizer,
    segments,
    dense,
    ...(kernel?.compiled ? { kernel: kernel.compiled } : {}),
    runtime: parts.runtime,
  };
  const engine = await assemble(blueprint, parts.env, { serving: runtime, kernel });
  try {
    const tested = await selfTest(engine, card, resolveMethod('auto', card), variant);
    return { variant, engine, threads: runtime.threads, selfTest: tested, blueprint };
  } catch (error) {
    await engine.dispose();
    throw error;
  }
}

/** Our kernel joins token vectors, whoever computed them; without it JavaScript does, to the same numbers. */
async function kernelFor(card: ModelCard, { runtimeFor }: CandidateParts): Promise<Runtime | undefined> {
  if (!card.abilities.includes('embedTokens')) return undefined;
  return runtimeFor('kernel').catch(() => undefined);
}

/**
 * The files of every segment of `card`, which may be cut at a depth; the data file is expanded once for all of them.
 *
 * @param load fetches a file and checks its hash
 */
export async function loadSegments(
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
  const segments = card.exits?.length ?? 1;
  return Array.from({ length: segments }, (_, index) => ({
    segment: index + 1,
    graph: graphs[index] ?? directory!,
    data,
  }));
}

function expandAll(bytes: Uint8Array, files: SessionFiles['data']): SessionFiles['data'] {
  const directory = parseDirectory(bytes);
  return files.map((file) =>
    file.path === directory.data ? { path: file.path, data: expandWeights(directory, file.data) } : file,
  );
}
