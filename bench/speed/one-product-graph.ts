/**
 * @file ONNX graphs of a single matrix product, y = x · w, where w is an initializer: in float32, or with dynamic
 * quantization (DynamicQuantizeLinear, MatMulInteger, Cast, Mul). Field numbers are those of onnx.proto.
 */
import { concatenated, field, number, withInitializers } from './protobuf';

const IR_VERSION = 8;
const OPSET = 14;
const FLOAT = 1;

/** @param weights (depth, columns) */
export function floatProductGraph(weights: Float32Array, depth: number, columns: number): Uint8Array {
  const model = modelOf([node('MatMul', ['x', 'w'], ['y'])]);
  const data = new Uint8Array(weights.buffer);
  return withInitializers(model, [{ name: 'w', dtype: 'float32', shape: [depth, columns], data }]);
}

/** @param weights (depth, columns), with a scale of 1 */
export function int8ProductGraph(weights: Int8Array, depth: number, columns: number): Uint8Array {
  const model = modelOf([
    node('DynamicQuantizeLinear', ['x'], ['xq', 'xs', 'xz']),
    node('MatMulInteger', ['xq', 'w', 'xz', 'wz'], ['sum']),
    node('Cast', ['sum'], ['float'], [{ name: 'to', value: FLOAT }]),
    node('Mul', ['xs', 'ws'], ['scale']),
    node('Mul', ['float', 'scale'], ['y']),
  ]);
  return withInitializers(model, [
    { name: 'w', dtype: 'int8', shape: [depth, columns], data: new Uint8Array(weights.buffer) },
    { name: 'wz', dtype: 'int8', shape: [], data: Uint8Array.of(0) },
    { name: 'ws', dtype: 'float32', shape: [], data: new Uint8Array(Float32Array.of(1).buffer) },
  ]);
}

function modelOf(nodes: readonly Uint8Array[]): Uint8Array {
  const graph = concatenated([
    ...nodes.map((each) => field(1, each)),
    field(2, text('product')),
    field(11, valueInfo('x')),
    field(12, valueInfo('y')),
  ]);
  const opset = concatenated([field(1, text('')), number(2, OPSET)]);
  return concatenated([number(1, IR_VERSION), field(7, graph), field(8, opset)]);
}

type Attribute = { readonly name: string; readonly value: number };
const INTEGER_ATTRIBUTE = 2;

function node(
  type: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: readonly Attribute[] = [],
) {
  return concatenated([
    ...inputs.map((name) => field(1, text(name))),
    ...outputs.map((name) => field(2, text(name))),
    field(3, text(`${type}/${outputs[0]!}`)),
    field(4, text(type)),
    ...attributes.map(({ name, value }) =>
      field(5, concatenated([field(1, text(name)), number(3, value), number(20, INTEGER_ATTRIBUTE)])),
    ),
  ]);
}

/** A float32 tensor type with two dimensions of any length. */
function valueInfo(name: string): Uint8Array {
  const dimension = (parameter: string) => field(1, field(2, text(parameter)));
  const shape = concatenated([dimension('rows'), dimension(`${name}-columns`)]);
  const tensor = concatenated([number(1, FLOAT), field(2, shape)]);
  return concatenated([field(1, text(name)), field(2, field(1, tensor))]);
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
