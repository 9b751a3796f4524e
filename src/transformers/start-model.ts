/** @file Makes an engine of a model that transformers.js loaded, and tests it. */
import { CausalEngine } from '../engine/causal/causal-engine';
import { EncoderEngine } from '../engine/encoder/encoder-engine';
import { SessionRows } from '../engine/encoder/session-rows';
import type { Engine } from '../engine/engine';
import { PlainTokenizer } from '../engine/tokens/plain-tokenizer';
import { readDense } from '../engine/vectors/dense';
import { selfTest } from '../host/engines/self-test';
import type { TestedEngine } from '../host/engines/create-tested-engine';
import { resolveMethod } from '../methods/registry';
import type { ModelCard, Variant } from '../models/card';
import { request } from '../models/files/download';
import type { Fetch } from '../models/files/limited-fetch';
import type { LoadRequest } from '../protocol/host-api';
import { foundCard } from './found-card';
import { ModelSession } from './model-session';
import type { Candidate, OpenModel } from './open-model';
import type { TensorClass } from './transformers-js';

/** A file that transformers.js found by itself. Its hash is not known, so nothing that it computes is stored. */
const UNKNOWN_FILE = { path: 'onnx/model.onnx', bytes: 0, sha256: '' };

export type Starting = {
  readonly request: LoadRequest;
  readonly fetch: Fetch;
  /** Name and version of transformers.js and its runtime. */
  readonly build: string;
  readonly threads: number;
};

/** @throws RerankError `model-invalid`, or the error of the self-test */
export async function startModel(open: OpenModel, candidate: Candidate, starting: Starting): Promise<TestedEngine> {
  const variant = variantOf(candidate);
  const session = new ModelSession(open.model, tensorClassOf(open), open.owned);
  try {
    const { name, revision, files } = open;
    const changes = starting.request.card;
    const card = foundCard({ name, revision, files, outputs: session.outputs, variant, changes });
    const tokenizer = new PlainTokenizer(files.tokenizer);
    const parts = { card, variant, session, tokenizer, build: starting.build };
    const engine = await engineOf(parts, open, starting.fetch);
    const tested = await selfTest(engine, card, resolveMethod('auto', card), variant);
    const nothing = { card, variant, tokenizer: new Uint8Array(0), segments: [] };
    return { variant, engine, threads: starting.threads, selfTest: tested, parts: nothing };
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** Every row is run alone; without golden pairs, the self-test has no tolerance. */
function variantOf({ device, dtype }: Candidate): Variant {
  const files = { graphs: [UNKNOWN_FILE], data: [] };
  return { device, dtype, runtime: 'transformers', ...files, batching: 'rows', tolerance: Infinity };
}

type Parts = {
  readonly card: ModelCard;
  readonly variant: Variant;
  readonly session: ModelSession;
  readonly tokenizer: PlainTokenizer;
  readonly build: string;
};

async function engineOf({ session, ...parts }: Parts, { urlOf }: OpenModel, fetch: Fetch): Promise<Engine> {
  const { card, variant, build } = parts;
  if (card.chat) return new CausalEngine({ ...parts, sessions: [session], runtime: { build } });
  const dense = await Promise.all(
    (card.readout?.dense ?? []).map(async ({ file, activation, residual }) => {
      const response = await request(urlOf?.(file.path) ?? file.path, { fetch });
      return readDense(new Uint8Array(await response.arrayBuffer()), activation, residual);
    }),
  );
  return new EncoderEngine({ ...parts, rows: new SessionRows({ card, variant, sessions: [session], dense }) });
}

/** The tensors of a tokenizer are of the class that its models take. */
function tensorClassOf({ tokenizer }: OpenModel): TensorClass {
  return tokenizer('a').input_ids.constructor as TensorClass;
}
