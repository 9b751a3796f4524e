/** @file The tiny generated models on the real runtime, in Node: what contract suites run against beside the fake engine. */
import { readFileSync } from 'node:fs';
import { nodeEnvironment } from '../../src/cli/node-environment';
import type { Engine } from '../../src/engine/engine';
import { loadFile } from '../../src/engine/model-files';
import { memoryStore } from '../../src/engine/model-store';
import { OnnxEngine } from '../../src/engine/onnx-engine';
import { PlainTokenizer } from '../../src/engine/plain-tokenizer';
import type { FileRef, ModelCard, Variant } from '../../src/models/card';
import { parseCard } from '../../src/models/parse-card';
import { runtimeFor } from '../engine/kernel/node-kernel';

export type TinyName = 'tiny-late' | 'tiny-cross';
export type Tiny = { readonly card: ModelCard; readonly variant: Variant; readonly engine: Engine };

const folder = (name: TinyName) => new URL(`../fixtures/models/${name}/`, import.meta.url);

export function tinyCard(name: TinyName): ModelCard {
  return parseCard(JSON.parse(readFileSync(new URL('card.json', folder(name)), 'utf8')));
}

/** The variants that run in Node, by `candidateKey`. */
export function wasmVariants(name: TinyName): Variant[] {
  return tinyCard(name).variants.filter((variant) => variant.device === 'wasm');
}

/** The reference engine over one variant, without the self-test. */
export async function createTiny(name: TinyName, variant = wasmVariants(name)[0]!): Promise<Tiny> {
  const card = tinyCard(name);
  const source = { store: memoryStore, fetch: nodeEnvironment.fetch, onBytes: () => undefined, warn: () => undefined };
  const load = (file: FileRef) => loadFile(file, new URL(file.path, folder(name)).href, source);
  const runtime = await runtimeFor(variant.runtime ?? 'onnx');
  const data = await Promise.all(variant.data.map(async (file) => ({ path: file.path, data: await load(file) })));
  const session = await runtime.createSession('wasm', { graph: await load(variant.graph), data });
  const tokenizer = new PlainTokenizer(JSON.parse(new TextDecoder().decode(await load(card.tokenizer))));
  return { card, variant, engine: new OnnxEngine({ card, variant, session, runtime, tokenizer }) };
}
