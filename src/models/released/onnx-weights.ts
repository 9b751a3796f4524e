/**
 * @file The weights of an ONNX export, in fp32, fp16 or dynamically quantized to int8, by the names that PyTorch gives
 * them.
 *
 * Exporters keep the names of tables, norms and biases, but the matrix of a product is transposed and gets a name such
 * as `onnx::MatMul_123`. Its layer is known by the path of the node, `/encoder/layer.0/output/dense/MatMul`, or by the
 * name of the bias that is added to the product.
 */
import { OnnxConstants } from './onnx-constants';
import { readOnnx } from './onnx-model';
import type { OnnxModel, OnnxNode } from './onnx-model';
import type { ReleasedLinear, ReleasedTensor, ReleasedWeights } from './released-weights';

const QUANTIZED = '_quantized';

/** @throws RerankError `model-invalid` if the file is not an ONNX model */
export function onnxWeights(bytes: Uint8Array): ReleasedWeights {
  const model = readOnnx(bytes);
  const constants = new OnnxConstants(model);
  const linears = new LinearFinder(model, constants).find();
  return {
    names: [...model.tensors.keys()].map((name) => name.replace(/_quantized$/, '')),
    matrices: onceEach(linears),
    tensor: (name) => constants.get(name) ?? quantizedTable(name, constants),
    linear: (name) => linears.get(name),
  };
}

/** Each layer under the first of its names only. */
function onceEach(linears: ReadonlyMap<string, ReleasedLinear>): ReadonlyMap<string, ReleasedLinear> {
  const seen = new Set<ReleasedLinear>();
  return new Map([...linears].filter(([, linear]) => !seen.has(linear) && seen.add(linear)));
}

/** A table that is quantized in the graph, whose rows are expanded after they were looked up. */
function quantizedTable(name: string, constants: OnnxConstants): ReleasedTensor | undefined {
  const values = constants.get(`${name}${QUANTIZED}`);
  return values && constants.dequantize(values, `${name}_scale`, `${name}_zero_point`, 0);
}

class LinearFinder {
  readonly #model: OnnxModel;
  readonly #constants: OnnxConstants;
  /** The first node that reads each value. */
  readonly #readers = new Map<string, OnnxNode>();

  constructor(model: OnnxModel, constants: OnnxConstants) {
    this.#model = model;
    this.#constants = constants;
    for (const node of model.nodes) {
      for (const input of node.inputs) if (!this.#readers.has(input)) this.#readers.set(input, node);
    }
  }

  /** The linear layers by every name that the graph gives them. */
  find(): ReadonlyMap<string, ReleasedLinear> {
    const found = new Map<string, ReleasedLinear>();
    for (const node of this.#model.nodes) {
      const product = this.#product(node);
      if (product?.weight.shape.length !== 2) continue;
      const { weight, turned, bias, end } = product;
      const added = bias ?? this.#added(end);
      const linear = { weight, turned, bias: added ? this.#constants.get(added) : undefined };
      for (const name of namesOf(node, product.name, added)) if (!found.has(name)) found.set(name, linear);
    }
    return found;
  }

  #product(node: OnnxNode): Product | undefined {
    const { op, inputs, attributes } = node;
    const [, name = ''] = inputs;
    const [end = ''] = node.outputs;
    const weight = () => this.#constants.get(name);
    const expanded = (scale: string | undefined, zero: string | undefined) => {
      const integers = weight();
      return integers && scale ? this.#constants.dequantize(integers, scale, zero, 1) : undefined;
    };
    switch (op) {
      case 'MatMul':
        return productOf({ name, weight: weight(), turned: true, end });
      case 'Gemm':
        return productOf({ name, weight: weight(), turned: !attributes.get('transB')?.integer, bias: inputs[2] ?? '', end }); // prettier-ignore
      case 'MatMulInteger': {
        const scaled = this.#scaled(end);
        return productOf({ name, weight: expanded(scaled?.scale, inputs[3]), turned: true, end: scaled?.end ?? '' });
      }
      case 'DynamicQuantizeMatMul':
        return productOf({ name, weight: expanded(inputs[2], inputs[3]), turned: true, bias: inputs[4], end });
      case 'MatMulIntegerToFloat':
        return productOf({ name, weight: expanded(inputs[3], inputs[5]), turned: true, bias: inputs[6], end });
      default:
        return undefined;
    }
  }

  /** Integer sums are cast and multiplied by (scale of the inputs · scale of the weights), of which one is constant. */
  #scaled(sums: string): { readonly scale: string; readonly end: string } | undefined {
    const cast = this.#readers.get(sums);
    const multiply = cast?.op === 'Cast' ? this.#readers.get(cast.outputs[0] ?? '') : cast;
    if (multiply?.op !== 'Mul') return undefined;
    for (const input of multiply.inputs) {
      const scales = this.#constants.producer(input);
      const scale = scales?.op === 'Mul' ? scales.inputs.find((each) => this.#constants.get(each)) : undefined;
      if (scale) return { scale, end: multiply.outputs[0] ?? '' };
    }
    return undefined;
  }

  /** The constant that is added to a product; undefined if none is. */
  #added(product: string): string | undefined {
    const reader = this.#readers.get(product);
    if (reader?.op === 'Cast') return this.#added(reader.outputs[0] ?? '');
    if (reader?.op !== 'Add') return undefined;
    return reader.inputs.find((input) => input !== product && this.#constants.get(input)?.shape.length === 1);
  }
}

type Product = {
  /** The name of the weight in the graph. */
  readonly name: string;
  readonly weight: ReleasedTensor;
  readonly turned: boolean;
  /** The name of the bias, or an empty one, of an operator that adds it; undefined if another operator may add it. */
  readonly bias?: string | undefined;
  /** The name of the result. */
  readonly end: string;
};

function productOf(
  parts: Omit<Product, 'weight'> & { readonly weight: ReleasedTensor | undefined },
): Product | undefined {
  const { weight } = parts;
  return weight && { ...parts, weight };
}

/** The names of a linear layer, the surest first. */
function namesOf({ name: path }: OnnxNode, weight: string, bias: string | undefined): string[] {
  const names = [
    /^(.+)\.weight(_transposed)?(_quantized)?$/.exec(weight)?.[1],
    /^\/(.+)\/[^/]+$/.exec(path)?.[1]?.replaceAll('/', '.'),
    bias && /^(.+)\.bias$/.exec(bias)?.[1],
  ];
  return names.filter((name): name is string => name !== undefined && name !== '');
}
