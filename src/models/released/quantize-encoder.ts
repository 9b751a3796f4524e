/**
 * @file Makes what the kernels run, a tensor directory and its data file, from the weights of a released encoder.
 *
 * Matrices become int8 with one scale for each output column, tables int8 with one for each row; norms, biases and the
 * classification head stay fp32. The rows of the position table also hold the vectors of the token types. Biases that
 * an architecture does not have are zeros. The cost is a few passes over all weights.
 */
import type { EncoderDirectory } from '../files/tensor-directory';
import { PARTS } from './architecture';
import type { PartNames, ReleasedEncoder } from './architecture';
import { PlannedFile } from './planned-file';
import { quantizeColumns, quantizeRows, quantizeTable } from './quantize';
import { columnsOf, ReleasedParts } from './released-names';
import type { BiasedLinear } from './released-names';
import { invalidWeights } from './released-weights';
import type { ReleasedLinear, ReleasedTensor, ReleasedWeights } from './released-weights';

export type QuantizedEncoder = { readonly directory: EncoderDirectory; readonly data: Uint8Array };

/** The name of the data file in the directory. */
export const QUANTIZED_DATA = 'quantized.bin';

/**
 * @param maxBytes the largest result that a file of the size of the weights can have
 * @throws RerankError `model-invalid` that names the tensor which is missing, of another shape, or not finite
 */
export function quantizeEncoder(
  encoder: ReleasedEncoder,
  weights: ReleasedWeights,
  maxBytes: number,
): QuantizedEncoder {
  const { modern } = encoder;
  const plan = new EncoderPlan(encoder, weights);
  const { embedding, positions, vocabulary, types, hidden } = plan.embeddings();
  let inner = 0;
  for (let index = 0; index < encoder.layers; index++) inner = plan.layer(index, hidden);
  const { labels, width } = encoder.output === 'logits' ? plan.head(hidden) : plan.states(hidden);
  plan.expectAllUsed();
  const { tensors, data } = plan.file.write(maxBytes);
  return {
    directory: {
      format: 2,
      layers: encoder.layers,
      exits: [encoder.layers],
      heads: encoder.heads,
      ...{ hidden, inner, embedding, positions, vocabulary, types, labels },
      tokenDim: width,
      epsilon: encoder.epsilon,
      activation: encoder.activation,
      output: encoder.output,
      headActivation: modern?.headActivation ?? PARTS[encoder.architecture].head.activation,
      ...(modern ? { rotary: modern.rotary, preNorm: true, gated: true, headPooling: modern.headPooling } : {}),
      data: QUANTIZED_DATA,
      expanded: { bytes: data.length, sha256: '' },
      tensors,
    },
    data,
  };
}

const ALL_BIASED = { attention: true, feedForward: true, norms: true, head: true, headNorm: true } as const;

class EncoderPlan {
  readonly file = new PlannedFile();
  readonly #encoder: ReleasedEncoder;
  readonly #names: PartNames;
  readonly #parts: ReleasedParts;
  readonly #biased: NonNullable<ReleasedEncoder['modern']>['biases'];

  constructor(encoder: ReleasedEncoder, weights: ReleasedWeights) {
    this.#encoder = encoder;
    this.#names = PARTS[encoder.architecture];
    this.#parts = new ReleasedParts(weights, this.#names);
    this.#biased = encoder.modern?.biases ?? ALL_BIASED;
  }

  expectAllUsed(): void {
    this.#parts.expectAllUsed();
  }

  embeddings() {
    const { embeddings } = this.#names;
    const word = this.#parts.table(embeddings.word);
    const [vocabulary = 0, embedding = 0] = word.shape;
    this.#table('word', vocabulary, embedding, () => word.read());
    const { positions, types } = this.#positions(embedding);
    this.#norm('norm', embeddings.norm, embedding);
    const enter = embeddings.enter === undefined ? undefined : this.#parts.findLinear(embeddings.enter, embedding);
    const hidden = enter ? columnsOf(enter) : embedding;
    if (enter) this.#product('enter', [this.#parts.linear(embeddings.enter!, embedding)], embedding);
    return { embedding, positions, vocabulary, types, hidden };
  }

  /** The longest input and the number of token types. */
  #positions(embedding: number): { readonly positions: number; readonly types: number } {
    const { embeddings } = this.#names;
    const { firstPosition, modern } = this.#encoder;
    if (embeddings.position === undefined) return { positions: modern!.positions, types: 1 };
    const position = this.#parts.table(embeddings.position);
    const type = embeddings.type === undefined ? undefined : this.#parts.findTable(embeddings.type);
    const positions = position.shape[0]! - firstPosition;
    const types = type?.shape[0] ?? 1;
    if (position.shape[1] !== embedding || (type && type.shape[1] !== embedding) || positions < 1) {
      throw invalidWeights(`Expected tables of the width ${embedding} and positions after ${firstPosition}, got ${position.shape.join(' × ')}`); // prettier-ignore
    }
    const table = () => combinedPositions(position, type, { width: embedding, firstPosition });
    this.#table('position', types * positions, embedding, table);
    return { positions, types };
  }

  /** Returns the width between the two products of the feed-forward block. */
  layer(index: number, hidden: number): number {
    const names = this.#names.layer(index, this.#encoder.layers);
    const { attention, feedForward } = this.#biased;
    const up = this.#parts.linear(names.up, hidden, undefined, feedForward);
    const inner = columnsOf(up) / (this.#encoder.modern ? 2 : 1);
    const qkv = names.qkv.map((name) => this.#parts.linear(name, hidden, (3 * hidden) / names.qkv.length, attention));
    const layer = `layers.${index}`;
    this.#product(`${layer}.qkv`, qkv, hidden);
    this.#product(`${layer}.mix`, [this.#parts.linear(names.mix, hidden, hidden, attention)], hidden);
    this.#norm(`${layer}.mix.norm`, names.mixNorm, hidden);
    this.#product(`${layer}.up`, [up], hidden);
    this.#product(`${layer}.down`, [this.#parts.linear(names.down, inner, hidden, feedForward)], inner);
    this.#norm(`${layer}.down.norm`, names.downNorm, hidden);
    return inner;
  }

  head(hidden: number) {
    const { head } = this.#names;
    const dense = this.#parts.linear(head.dense, hidden, hidden, this.#biased.head);
    const out = this.#parts.linear(head.out, hidden);
    const labels = columnsOf(out);
    this.#float('head.dense', dense, hidden, hidden);
    if (head.norm !== undefined) this.#norm('head.norm', head.norm, hidden, this.#biased.headNorm);
    this.#float('head.out', out, hidden, labels);
    return { labels, width: hidden };
  }

  states(hidden: number) {
    const linear = this.#encoder.linear ? this.#parts.lastLinear(hidden) : undefined;
    const width = linear ? columnsOf(linear) : hidden;
    if (linear) this.#float('project', linear, hidden, width);
    return { labels: 0, width };
  }

  #table(name: string, rows: number, width: number, read: () => Float32Array): void {
    this.file.add({ [name]: ['int8', rows, width], [`${name}.scale`]: ['float32', rows, 1] }, (views) => {
      const scales = views.floats(`${name}.scale`);
      quantizeTable(read(), width, views.bytes(name), scales);
      expectFinite(name, scales);
    });
  }

  #norm(name: string, released: string, width: number, biased = this.#biased.norms): void {
    const [scale, bias] = this.#parts.norm(released, width, biased);
    this.file.add({ [`${name}.scale`]: ['float32', width], [`${name}.bias`]: ['float32', width] }, (views) => {
      views.floats(`${name}.scale`).set(scale.read());
      views.floats(`${name}.bias`).set(bias.read());
    });
  }

  /** Linear layers of the same input, whose outputs follow one another. */
  #product(name: string, linears: readonly BiasedLinear[], depth: number): void {
    const width = linears.reduce((sum, linear) => sum + columnsOf(linear), 0);
    const [weight, scale, bias] = [`${name}.weight`, `${name}.scale`, `${name}.bias`];
    this.file.add(
      { [weight]: ['int8', depth, width], [scale]: ['float32', width], [bias]: ['float32', width] },
      (views) => {
        const [values, scales, biases] = [views.bytes(weight), views.floats(scale), views.floats(bias)];
        let first = 0;
        for (const linear of linears) {
          const quantize = linear.turned ? quantizeColumns : quantizeRows;
          quantize(linear.weight.read(), depth, { values, scales, width, first });
          biases.set(linear.bias.read(), first);
          first += columnsOf(linear);
        }
        expectFinite(name, scales);
        expectFinite(name, biases);
      },
    );
  }

  /** A layer in fp32, (in, out), with its bias or zeros. */
  #float(name: string, { weight, turned, bias }: ReleasedLinear, depth: number, columns: number): void {
    this.file.add({ [name]: ['float32', depth, columns], [`${name}.bias`]: ['float32', columns] }, (views) => {
      const [values, target] = [weight.read(), views.floats(name)];
      if (turned) target.set(values);
      else
        for (let at = 0; at < values.length; at++)
          target[(at % depth) * columns + Math.floor(at / depth)] = values[at]!;
      if (bias) views.floats(`${name}.bias`).set(bias.read());
    });
  }
}

/** Row type · positions + p is the sum of the vectors of that type and of position p. */
function combinedPositions(
  position: ReleasedTensor,
  type: ReleasedTensor | undefined,
  { width, firstPosition }: { readonly width: number; readonly firstPosition: number },
): Float32Array {
  const rows = position.read().subarray(firstPosition * width);
  const types = type?.read() ?? new Float32Array(width);
  const combined = new Float32Array((types.length / width) * rows.length);
  for (let at = 0; at < combined.length; at++) {
    combined[at] = rows[at % rows.length]! + types[Math.floor(at / rows.length) * width + (at % width)]!;
  }
  return combined;
}

function expectFinite(name: string, values: Float32Array): void {
  if (!values.every(Number.isFinite)) throw invalidWeights(`Expected the values of ${name} to be finite numbers`);
}
