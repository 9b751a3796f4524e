/**
 * @file The tiny generated models on the real runtime in Node, with which contract suites run besides the fake engine.
 */
import { readFileSync } from 'node:fs';
import { nodeEnvironment } from '../../src/cli/node-environment';
import { CausalEngine } from '../../src/engine/causal/causal-engine';
import type { Engine } from '../../src/engine/engine';
import { loadFile } from '../../src/models/files/load-file';
import { memoryStore } from '../../src/models/files/model-store';
import { SessionRows } from '../../src/engine/encoder/session-rows';
import { EncoderEngine } from '../../src/engine/encoder/encoder-engine';
import type { Session } from '../../src/engine/runtimes/runtime';
import { PlainTokenizer } from '../../src/engine/tokens/plain-tokenizer';
import type { FileRef, ModelCard, Variant } from '../../src/models/card';
import { parseCard } from '../../src/models/parse-card';
import { candidateKey } from '../../src/util/candidate-key';
import { cutToDepth } from '../../src/models/exits';
import { createSessions } from '../../src/host/engines/assemble-engine';
import { loadSegments } from '../../src/host/engines/create-tested-engine';
import { runtimeFor } from '../engine/runtimes/kernel/node-kernel';

export type TinyName =
  'tiny-late' | 'tiny-cross' | 'tiny-qwen' | 'tiny-llama' | 'tiny-judge' | 'tiny-looker' | 'tiny-first';
export type Tiny = { readonly card: ModelCard; readonly variant: Variant; readonly engine: Engine };

const folder = (name: TinyName) => new URL(`../fixtures/models/${name}/`, import.meta.url);

export function tinyCard(name: TinyName): ModelCard {
  return parseCard(JSON.parse(readFileSync(new URL('card.json', folder(name)), 'utf8')));
}

/** Returns the variants that run in Node. */
export function wasmVariants(name: TinyName): Variant[] {
  return tinyCard(name).variants.filter((variant) => variant.device === 'wasm');
}

/** Creates the reference engine for one variant, without the self-test; by default at its full depth. */
export async function createTiny(
  name: TinyName,
  of = wasmVariants(name)[0]!,
  depth?: number,
  change?: (session: Session) => Session,
  changes: Partial<ModelCard> = {},
): Promise<Tiny> {
  const card = { ...cutToDepth(tinyCard(name), depth), ...changes };
  return assembleEngine(
    card,
    card.variants.find((each) => candidateKey(each) === candidateKey(of))!,
    folder(name),
    change,
  );
}

/** Creates the engine of a model folder with a card, by its first variant. */
export function createFromFolder(folder: URL): Promise<Tiny> {
  const card = parseCard(JSON.parse(readFileSync(new URL('card.json', folder), 'utf8')));
  return assembleEngine(
    card,
    card.variants.find(({ device }) => device === 'wasm')!,
    folder,
  );
}

async function assembleEngine(
  card: ModelCard,
  variant: Variant,
  from: URL,
  change: (session: Session) => Session = (session) => session,
): Promise<Tiny> {
  const source = { store: memoryStore, fetch: nodeEnvironment.fetch, onBytes: () => undefined, warn: () => undefined };
  const load = (file: FileRef) => loadFile(file, new URL(file.path, from).href, source);
  const runtime = await runtimeFor(variant.runtime ?? 'onnx');
  const sessions = await createSessions(runtime, variant, await loadSegments(card, variant, load));
  const tokenizer = new PlainTokenizer(JSON.parse(new TextDecoder().decode(await load(card.tokenizer))));
  const parts = { card, variant, sessions: sessions.map(change), runtime, tokenizer };
  if (card.chat) return { card, variant, engine: new CausalEngine(parts) };
  return {
    card,
    variant,
    engine: new EncoderEngine({ card, tokenizer, rows: new SessionRows(parts), build: runtime.build }),
  };
}
