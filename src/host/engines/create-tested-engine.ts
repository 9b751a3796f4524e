/** @file Creates the engine of one candidate: loads its files, assembles the engine and runs the self-test. */
import { parseDirectory } from '../../models/files/tensor-directory';
import { expandWeights } from '../../models/files/expand-weights';
import { loadFile } from '../../models/files/load-file';
import type { ReleasedEncoder } from '../../models/released/architecture';
import { quantizeReleased } from '../../models/released/quantize-released';
import { variantFiles } from '../../models/files/variant-files';
import type { FileSource } from '../../models/files/download';
import type { Runtime, RuntimeFiles, SessionFiles } from '../../engine/runtimes/runtime';
import type { Engine } from '../../engine/engine';
import { resolveMethod } from '../../methods/registry';
import type { FileRef, ModelCard, Variant } from '../../models/card';
import type { EngineParts } from '../../protocol/pool-worker-api';
import { assembleEngine } from './assemble-engine';
import type { Environment } from '../platform/environment';
import type { LocatedModel } from '../locate/located-model';
import { selfTest } from './self-test';
import type { SelfTest } from './self-test';
import type { RuntimeNeed } from './runtimes';

export type EngineSources = {
  readonly model: LocatedModel;
  /** Starts a runtime when a candidate first needs it. */
  readonly runtimeFor: (need: RuntimeNeed) => Promise<Runtime>;
  readonly runtime?: RuntimeFiles | undefined;
  readonly source: FileSource;
  readonly env: Environment;
};

/** An engine that passed the self-test. */
export type TestedEngine = {
  readonly variant: Variant;
  readonly engine: Engine;
  readonly threads: number;
  readonly selfTest: SelfTest;
  /** The parts from which copies of the engine in the pool are assembled. */
  readonly parts: EngineParts;
};

/** @throws the RerankError of a file, the runtime's error, or the self-test's error */
export async function createTestedEngine(variant: Variant, sources: EngineSources): Promise<TestedEngine> {
  const { card, urlOf } = sources.model;
  const load = (file: FileRef) => loadFile(file, urlOf(file.path), sources.source);
  const [runtime, kernel, tokenizer, segments, dense] = await Promise.all([
    sources.runtimeFor(variant),
    startKernel(card, variant, sources),
    load(card.tokenizer),
    loadSegments(card, variant, load),
    Promise.all(denseFilesOf(card).map(load)),
  ]);
  const parts: EngineParts = {
    card,
    variant,
    tokenizer,
    segments,
    dense,
    ...(kernel?.compiled ? { kernel: kernel.compiled } : {}),
    ...(sources.runtime ? { runtime: sources.runtime } : {}),
  };
  const engine = await assembleEngine(parts, sources.env, { runtime, kernel });
  try {
    const result = await selfTest(engine, card, resolveMethod('auto', card), variant);
    return { variant, engine, threads: runtime.threads, selfTest: result, parts };
  } catch (error) {
    await engine.dispose();
    throw error;
  }
}

/** All files that `createTestedEngine` loads for a variant. */
export function filesOfEngine(card: ModelCard, variant: Variant): readonly FileRef[] {
  return [card.tokenizer, ...variantFiles(variant), ...denseFilesOf(card)];
}

function denseFilesOf(card: ModelCard): readonly FileRef[] {
  return (card.readout?.dense ?? []).map(({ file }) => file);
}

/**
 * The kernel computes MaxSim for every runtime, and the pool gets it where it runs the model. Without the kernel,
 * JavaScript computes the same numbers.
 */
async function startKernel(
  card: ModelCard,
  { device, runtime }: Variant,
  { runtimeFor }: EngineSources,
): Promise<Runtime | undefined> {
  const runsModel = device === 'wasm' && runtime === 'kernel';
  if (!runsModel && !card.abilities.includes('embedTokens')) return undefined;
  return runtimeFor({ device: 'wasm', runtime: 'kernel' }).catch(() => undefined);
}

/**
 * Loads the files of every segment of `card`, which may be cut at a depth. The data files are expanded once for all
 * segments.
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
  if (variant.released) return [quantizeAll(variant.released, files)];
  const data = directory ? expandAll(directory, files) : files;
  const segments = card.exits?.length ?? 1;
  return Array.from({ length: segments }, (_, index) => ({
    segment: index + 1,
    graph: graphs[index] ?? directory!,
    data,
  }));
}

/** Released weights become what the kernel runs, in one segment. */
function quantizeAll(released: ReleasedEncoder, [file, ...others]: SessionFiles['data']): SessionFiles {
  const { directory, data } = quantizeReleased(released, file!.path, file!.data, others);
  const graph = new TextEncoder().encode(JSON.stringify(directory));
  return { segment: 1, graph, data: [{ path: directory.data, data }] };
}

function expandAll(bytes: Uint8Array, files: SessionFiles['data']): SessionFiles['data'] {
  const directory = parseDirectory(bytes);
  return files.map((file) =>
    file.path === directory.data ? { path: file.path, data: expandWeights(directory, file.data) } : file,
  );
}
