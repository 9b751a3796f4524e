/**
 * @file An encoder over a tensor directory in plain JavaScript, with activations that are not quantized. It shows
 * whether weights were read correctly, apart from the rounding of the kernel's activations.
 */
import { ExpandedWeights } from '../../src/models/files/expanded-weights';
import type { EncoderDirectory } from '../../src/models/files/tensor-directory';

type Rows = readonly Float64Array[];

export type FloatInput = {
  readonly ids: readonly number[];
  readonly types: readonly number[];
  readonly attended?: number;
};

export class FloatEncoder {
  readonly #directory: EncoderDirectory;
  readonly #weights: ExpandedWeights;

  constructor(directory: EncoderDirectory, data: Uint8Array) {
    this.#directory = directory;
    this.#weights = new ExpandedWeights(directory, data);
  }

  /** The states after the last layer: (tokens) of (hidden) */
  states({ ids, types, attended = ids.length }: FloatInput): Rows {
    const { layers, positions, types: typeCount = 1 } = this.#directory;
    const row = (name: string, index: number) => this.#tableRow(name, index);
    const placeOf = (index: number) => (typeCount > 1 ? types[index]! : 0) * positions + index;
    let x: Rows = ids.map((id) => row('word', id));
    if (this.#weights.has('position')) x = x.map((word, index) => sum(word, row('position', placeOf(index))));
    x = x.map((each) => this.#norm('norm', each));
    if (this.#weights.has('enter.weight')) x = this.#product('enter', x);
    let normed = x;
    for (let layer = 0; layer < layers; layer++) [x, normed] = this.#layer(layer, [x, normed], attended);
    return normed;
  }

  /** The logits of the classification head. */
  logits(input: FloatInput): number[] {
    const states = this.states(input);
    const { headActivation, headPooling } = this.#directory;
    const activations = { tanh: Math.tanh, gelu, relu: (value: number) => Math.max(0, value) };
    const pooled = headPooling === 'mean' ? states.reduce(sum).map((value) => value / states.length) : states[0]!;
    const dense = this.#float('head.dense', pooled).map(activations[headActivation!]);
    return [...this.#float('head.out', this.#weights.has('head.norm.scale') ? this.#norm('head.norm', dense) : dense)];
  }

  /** The states and the normalised states after a layer; the same if norms follow the blocks. */
  #layer(index: number, [x, normed]: readonly [Rows, Rows], attended: number): [Rows, Rows] {
    const { activation = 'gelu', gated = false } = this.#directory;
    const name = `layers.${index}`;
    const activate = { gelu, gelu_tanh: geluTanh, relu: (value: number) => Math.max(0, value) }[activation];
    const qkv = this.#rotate(this.#product(`${name}.qkv`, normed), index);
    const mixed = this.#product(`${name}.mix`, this.#attention(qkv, attended, index));
    const [middle, middleNormed] = this.#add(`${name}.mix.norm`, x, mixed);
    const up = this.#product(`${name}.up`, middleNormed).map((row) =>
      gated ? gate(row, activate) : row.map(activate),
    );
    return this.#add(`${name}.down.norm`, middle, this.#product(`${name}.down`, up));
  }

  #add(norm: string, x: Rows, block: Rows): [Rows, Rows] {
    const sums = x.map((row, index) => sum(row, block[index]!));
    const normed = sums.map((row) => this.#norm(norm, row));
    return [this.#directory.preNorm ? sums : normed, normed];
  }

  /** By complex numbers: the pair k is multiplied by exp(i · position · theta^(−2k / width)). */
  #rotate(qkv: Rows, layer: number): Rows {
    const { rotary, hidden, heads } = this.#directory;
    if (!rotary) return qkv;
    const half = hidden / heads / 2;
    return qkv.map((row, position) => {
      const turned = row.slice();
      for (let head = 0; head < 2 * hidden; head += 2 * half) {
        for (let k = 0; k < half; k++) {
          const angle = position / rotary[layer]!.theta ** (k / half);
          const [re, im] = [row[head + k]!, row[head + half + k]!];
          turned[head + k] = re * Math.cos(angle) - im * Math.sin(angle);
          turned[head + half + k] = re * Math.sin(angle) + im * Math.cos(angle);
        }
      }
      return turned;
    });
  }

  #attention(qkv: Rows, attended: number, layer: number): Rows {
    const { hidden, heads, rotary } = this.#directory;
    const width = hidden / heads;
    const reach = rotary?.[layer]?.reach ?? Infinity;
    return qkv.map((query, position) => {
      const out = new Float64Array(hidden);
      const keys = qkv.slice(0, attended).filter((_, index) => Math.abs(index - position) <= reach);
      for (let from = 0; from < hidden; from += width) {
        const scores = keys.map((key) => {
          let dot = 0;
          for (let at = from; at < from + width; at++) dot += query[at]! * key[hidden + at]!;
          return Math.exp(dot / Math.sqrt(width));
        });
        const total = scores.reduce((all, score) => all + score, 0);
        for (let at = from; at < from + width; at++) {
          out[at] = keys.reduce((all, key, index) => all + (scores[index]! / total) * key[2 * hidden + at]!, 0);
        }
      }
      return out;
    });
  }

  #product(name: string, x: Rows): Rows {
    const [depth = 0, columns = 0] = this.#weights.shapeOf(`${name}.weight`);
    const weight = new Int8Array(this.#weights.bytes(`${name}.weight`).slice().buffer);
    const [scale, bias] = [this.#weights.floats(`${name}.scale`), this.#weights.floats(`${name}.bias`)];
    return x.map((row) =>
      Float64Array.from({ length: columns }, (_, column) => {
        let dot = 0;
        for (let k = 0; k < depth; k++) dot += row[k]! * weight[k * columns + column]!;
        return dot * scale[column]! + bias[column]!;
      }),
    );
  }

  #float(name: string, x: Float64Array): Float64Array {
    const [matrix, bias] = [this.#weights.floats(name), this.#weights.floats(`${name}.bias`)];
    return Float64Array.from(bias, (own, column) =>
      x.reduce((all, value, k) => all + value * matrix[k * bias.length + column]!, own),
    );
  }

  #norm(name: string, x: Float64Array): Float64Array {
    const [scale, bias] = [this.#weights.floats(`${name}.scale`), this.#weights.floats(`${name}.bias`)];
    const mean = x.reduce((all, value) => all + value, 0) / x.length;
    const variance = x.reduce((all, value) => all + (value - mean) ** 2, 0) / x.length;
    return x.map(
      (value, at) => ((value - mean) / Math.sqrt(variance + this.#directory.epsilon)) * scale[at]! + bias[at]!,
    );
  }

  #tableRow(name: string, index: number): Float64Array {
    const width = this.#weights.shapeOf(name)[1]!;
    const values = new Int8Array(this.#weights.bytes(name).slice().buffer).subarray(index * width, (index + 1) * width);
    const scale = this.#weights.floats(`${name}.scale`)[index]!;
    return Float64Array.from(values, (value) => value * scale);
  }
}

function sum(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, at) => value + b[at]!);
}

function gate(row: Float64Array, activate: (value: number) => number): Float64Array {
  const inner = row.length / 2;
  return row.subarray(0, inner).map((value, at) => activate(value) * row[inner + at]!);
}

/** By Simpson's rule over the density, so it shares no approximation with the kernel. */
function gelu(x: number): number {
  const steps = 200;
  let area = 0;
  for (let step = 0; step <= steps; step++) {
    const weight = step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2;
    area += weight * Math.exp(-(((x * step) / steps) ** 2) / 2);
  }
  const half = ((x / steps / 3) * area) / Math.sqrt(2 * Math.PI);
  return x * (0.5 + half);
}

function geluTanh(x: number): number {
  return (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
}
