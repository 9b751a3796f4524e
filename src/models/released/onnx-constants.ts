/**
 * @file The constants of an ONNX graph: initializers, and what is computed from them alone by the few operators that
 * exporters and quantizers put between a weight and its use.
 */
import type { OnnxModel, OnnxNode } from './onnx-model';
import { countOf, invalidWeights } from './released-weights';
import type { ReleasedTensor } from './released-weights';

/** Longest chain of operators between a weight and its use. It also ends the search in a graph with a circle. */
const MAX_CHAIN = 8;

export class OnnxConstants {
  readonly #model: OnnxModel;
  readonly #producers: ReadonlyMap<string, OnnxNode>;

  constructor(model: OnnxModel) {
    this.#model = model;
    this.#producers = new Map(model.nodes.flatMap((node) => node.outputs.map((output) => [output, node])));
  }

  /** The node that computes `name`; undefined for inputs and initializers. */
  producer(name: string): OnnxNode | undefined {
    return this.#producers.get(name);
  }

  /** The constant `name`; undefined if it depends on an input of the graph. */
  get(name: string, chain = MAX_CHAIN): ReleasedTensor | undefined {
    const tensor = this.#model.tensors.get(name);
    const node = this.#producers.get(name);
    if (tensor !== undefined || node === undefined || chain === 0) return tensor;
    const source = () => this.get(node.inputs[0] ?? '', chain - 1);
    switch (node.op) {
      case 'Constant':
        return node.attributes.get('value')?.tensor;
      case 'Identity':
      case 'Cast':
        return source();
      case 'Transpose':
        return turned(source());
      case 'DequantizeLinear':
        return this.#dequantized(node, source());
      default:
        return undefined;
    }
  }

  /** The values (integer − zero point) · scale of a constant of integers. `axis` is that of scales for parts of it. */
  dequantize(
    values: ReleasedTensor,
    scale: string,
    zero: string | undefined,
    axis: number,
  ): ReleasedTensor | undefined {
    const [scales, zeros] = [this.get(scale), zero ? this.get(zero) : undefined];
    if (!scales || (zero && !zeros)) return undefined;
    const { shape } = values;
    return { shape, read: () => dequantized(values, scales.read(), zeros?.read(), axis) };
  }

  #dequantized({ inputs, attributes }: OnnxNode, values: ReleasedTensor | undefined): ReleasedTensor | undefined {
    const [, scale = '', zero] = inputs;
    return values && this.dequantize(values, scale, zero, attributes.get('axis')?.integer ?? 1);
  }
}

function turned(tensor: ReleasedTensor | undefined): ReleasedTensor | undefined {
  if (tensor?.shape.length !== 2) return undefined;
  const [rows = 0, columns = 0] = tensor.shape;
  const read = () => {
    const values = tensor.read();
    const out = new Float32Array(values.length);
    for (let row = 0, from = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) out[column * rows + row] = values[from++]!;
    }
    return out;
  };
  return { shape: [columns, rows], read };
}

/** @throws RerankError `model-invalid` if the numbers of scales or zero points do not fit the tensor */
function dequantized(
  tensor: ReleasedTensor,
  scales: Float32Array,
  zeros: Float32Array | undefined,
  axis: number,
): Float32Array {
  const { shape } = tensor;
  const integers = tensor.read();
  const lines = scales.length === 1 ? 1 : (shape[axis] ?? 0);
  if (scales.length !== lines || (zeros && zeros.length !== 1 && zeros.length !== lines)) {
    throw invalidWeights(
      `Expected ${lines} scales for a tensor of the shape ${shape.join(' × ')}, got ${scales.length}`,
    );
  }
  const inner = lines === 1 ? Math.max(1, integers.length) : countOf('a tensor', shape.slice(axis + 1));
  const values = new Float32Array(integers.length);
  for (let from = 0, line = 0; from < values.length; from += inner, line = (line + 1) % lines) {
    const [scale, zero] = [scales[line]!, zeros?.[zeros.length === 1 ? 0 : line] ?? 0];
    const end = Math.min(values.length, from + inner);
    for (let index = from; index < end; index++) values[index] = (integers[index]! - zero) * scale;
  }
  return values;
}
