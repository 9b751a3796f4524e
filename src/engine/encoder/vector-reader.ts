/**
 * @file Reads vectors out of an encoder's outputs: as the graph gives them (`token_vectors`, `pooled`), or from the states of tokens by the
 * card's readout.
 */
import type { ModelCard } from '../../models/card';
import { project } from '../vectors/dense';
import type { Dense } from '../vectors/dense';
import { EngineLost } from '../../core/engine-lost';
import type { InputRow } from '../tokens/inputs';
import { outputFloats } from '../runtimes/outputs';
import type { Outputs } from '../runtimes/outputs';
import { pool, normalise } from '../vectors/pooling';
import { quantizeVectors } from '../token-vectors';
import type { QueryVectors, TokenVectors } from '../token-vectors';
import type { VectorBits } from '../../models/abilities';

type Raw = { readonly tokens: Float32Array; readonly dimensions: number; readonly pooled: Float32Array };

/** What exporters call the states of tokens. Default: the graph's first output. */
const STATES = ['last_hidden_state', 'token_embeddings', 'contextual'];

export class VectorReader {
  readonly #card: ModelCard;
  readonly #outputs: readonly string[];
  readonly #dense: readonly Dense[];

  /** @param outputs that the last session has */
  constructor(card: ModelCard, outputs: readonly string[], dense: readonly Dense[] = []) {
    this.#card = card;
    this.#outputs = outputs;
    this.#dense = dense;
  }

  /** Outputs to ask for. A query's tokens may have weights. */
  outputNames(kind: 'query' | 'passage'): string[] {
    if (this.#card.readout) return [this.#statesName];
    return ['token_vectors', 'pooled', ...(kind === 'query' && this.#hasWeights ? ['token_weights'] : [])];
  }

  query(outputs: Outputs, rowIndex: number, row: InputRow): QueryVectors {
    const vectors = this.#read(outputs, rowIndex, row, 8);
    const weights = this.#hasWeights ? readWeights(outputs, rowIndex, row) : new Float32Array(vectors.rows).fill(1);
    return { ...vectors, weights };
  }

  passage(outputs: Outputs, rowIndex: number, row: InputRow): TokenVectors {
    return this.#read(outputs, rowIndex, row, this.#card.vectorBits ?? 8);
  }

  get #statesName(): string {
    return STATES.find((name) => this.#outputs.includes(name)) ?? this.#outputs[0]!;
  }

  get #hasWeights(): boolean {
    return !this.#card.readout && this.#outputs.includes('token_weights');
  }

  #read(outputs: Outputs, rowIndex: number, row: InputRow, bits: VectorBits): TokenVectors {
    const { tokens, dimensions, pooled } = this.#card.readout
      ? this.#readByReadout(outputs, rowIndex, row)
      : readVectors(outputs, rowIndex, row);
    return quantizeVectors(tokens, dimensions, pooled, bits);
  }

  #readByReadout(outputs: Outputs, rowIndex: number, row: InputRow): Raw {
    const { pooling } = this.#card.readout!;
    const projectAndNormalise = (vector: Float32Array) => normalise(this.#dense.reduce(project, vector));
    const states = statesOf(outputs, this.#statesName, rowIndex, row.ids.length);
    if (!this.#card.abilities.includes('embedTokens')) {
      const pooled = projectAndNormalise(pool(states.slice(0, row.attended), pooling));
      return { tokens: new Float32Array(0), dimensions: pooled.length, pooled };
    }
    const vectors = (row.keptTokens ? row.keptTokens.map((tokenIndex) => states[tokenIndex]!) : states).map(
      projectAndNormalise,
    );
    const dimensions = vectors[0]!.length;
    const tokens = new Float32Array(vectors.length * dimensions);
    vectors.forEach((vector, tokenIndex) => tokens.set(vector, tokenIndex * dimensions));
    return { tokens, dimensions, pooled: normalise(pool(vectors, pooling)) };
  }
}

/** (tokens) times (width); a graph that pools by itself, (batch, width), has one. */
function statesOf(outputs: Outputs, name: string, rowIndex: number, tokens: number): Float32Array[] {
  const { data, dims } = outputFloats(outputs, name); // (batch, tokens, width)
  const width = dims.at(-1)!;
  if (dims.length === 2) return [data.subarray(rowIndex * width, (rowIndex + 1) * width)];
  const from = rowIndex * dims[1]! * width;
  return Array.from({ length: tokens }, (_, tokenIndex) =>
    data.subarray(from + tokenIndex * width, from + (tokenIndex + 1) * width),
  );
}

/** One row's vectors without its padding. */
function readVectors(outputs: Outputs, rowIndex: number, row: InputRow): Raw {
  const { data, dims } = outputFloats(outputs, 'token_vectors'); // (batch, tokens, dimensions)
  const [, padded = 0, dimensions = 0] = dims;
  const from = rowIndex * padded * dimensions;
  const tokens = data.subarray(from, from + row.ids.length * dimensions); // (tokens, dimensions)
  const pooledOutput = outputFloats(outputs, 'pooled'); // (batch, pooled dimensions)
  const width = pooledOutput.dims[1] ?? 0;
  const pooled = pooledOutput.data.subarray(rowIndex * width, (rowIndex + 1) * width);
  assertUnitLength(pooled);
  return { tokens, dimensions, pooled };
}

function readWeights(outputs: Outputs, rowIndex: number, row: InputRow): Float32Array {
  const { data, dims } = outputFloats(outputs, 'token_weights'); // (batch, tokens)
  const from = rowIndex * (dims[1] ?? 0);
  return data.slice(from, from + row.ids.length);
}

/** The graph normalises, so any other length means garbage: NaN, or the zeros of a lost device. */
function assertUnitLength(vector: Float32Array): void {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (!(Math.abs(squares - 1) < 0.01))
    throw new EngineLost(`A pooled vector has length ${Math.sqrt(squares)}, expected 1`);
}
