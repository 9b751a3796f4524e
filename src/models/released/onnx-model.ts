/**
 * @file Reads an ONNX file: its nodes, and its initializers without their values. Field numbers are those of onnx.proto
 * (ModelProto, GraphProto, NodeProto, AttributeProto, TensorProto).
 */
import { brainFloatsToFloats, floatsOf, halvesToFloats } from '../files/number-formats';
import { fieldsOf, packedIntegers, textOf } from './protobuf';
import { countOf, invalidWeights } from './released-weights';
import type { ReleasedTensor } from './released-weights';

export type OnnxNode = {
  readonly op: string;
  /** In exports by PyTorch the path of the module, for example `/encoder/layer.0/output/dense/MatMul`. */
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
};

export type OnnxAttribute = {
  readonly integer: number;
  readonly integers: readonly number[];
  readonly tensor: OnnxTensor | undefined;
};

export type OnnxTensor = ReleasedTensor & { readonly name: string };

export type OnnxModel = {
  readonly nodes: readonly OnnxNode[];
  /** The initializers by name. */
  readonly tensors: ReadonlyMap<string, OnnxTensor>;
};

/** @throws RerankError `model-invalid` if the bytes are not an ONNX model */
export function readOnnx(bytes: Uint8Array): OnnxModel {
  const nodes: OnnxNode[] = [];
  const tensors = new Map<string, OnnxTensor>();
  // Protobuf merges repeated messages, so a model may have its graph in several parts.
  for (const { id, bytes: graph } of fieldsOf(bytes)) {
    if (id !== MODEL.graph) continue;
    for (const field of fieldsOf(graph)) {
      if (field.id === GRAPH.node) nodes.push(readNode(field.bytes));
      if (field.id !== GRAPH.initializer) continue;
      const tensor = readTensor(field.bytes);
      tensors.set(tensor.name, tensor);
    }
  }
  if (nodes.length === 0) throw invalidWeights('Expected an ONNX model, got a file without a graph');
  return { nodes, tensors };
}

const MODEL = { graph: 7 } as const;
const GRAPH = { node: 1, initializer: 5 } as const;
const NODE = { input: 1, output: 2, name: 3, op: 4, attribute: 5 } as const;
const ATTRIBUTE = { name: 1, integer: 3, tensor: 5, integers: 8 } as const;
const TENSOR = { dims: 1, type: 2, floats: 4, int32s: 5, name: 8, raw: 9, location: 14 } as const;
const EXTERNAL = 1;

function readNode(message: Uint8Array): OnnxNode {
  const texts: Record<number, string[]> = {};
  const attributes = new Map<string, OnnxAttribute>();
  for (const { id, bytes } of fieldsOf(message)) {
    if (id === NODE.attribute) attributes.set(...readAttribute(bytes));
    else if (id <= NODE.op) (texts[id] ??= []).push(textOf(bytes));
  }
  const [inputs = [], outputs = []] = [texts[NODE.input], texts[NODE.output]];
  return { op: texts[NODE.op]?.[0] ?? '', name: texts[NODE.name]?.[0] ?? '', inputs, outputs, attributes };
}

function readAttribute(message: Uint8Array): [string, OnnxAttribute] {
  let name = '';
  let integer = 0;
  const integers: number[] = [];
  let tensor: OnnxTensor | undefined;
  for (const { id, number, bytes } of fieldsOf(message)) {
    if (id === ATTRIBUTE.name) name = textOf(bytes);
    if (id === ATTRIBUTE.integer) integer = number;
    if (id === ATTRIBUTE.integers) integers.push(...integersOf(number, bytes));
    if (id === ATTRIBUTE.tensor) tensor = readTensor(bytes);
  }
  return [name, { integer, integers, tensor }];
}

/** A repeated integer is stored as one number a field, or as many in one. */
function integersOf(number: number, bytes: Uint8Array): number[] {
  return bytes.length > 0 ? packedIntegers(bytes) : [number];
}

/** Only the description is read here; `read` checks the values and converts them. */
function readTensor(message: Uint8Array): OnnxTensor {
  const shape: number[] = [];
  let name = '';
  let type = 0;
  let external = false;
  let raw: Uint8Array | undefined;
  const integers: number[] = [];
  for (const { id, number, bytes } of fieldsOf(message)) {
    if (id === TENSOR.dims) shape.push(...integersOf(number, bytes));
    if (id === TENSOR.type) type = number;
    if (id === TENSOR.name) name = textOf(bytes);
    if (id === TENSOR.raw || (id === TENSOR.floats && type === 1)) raw = bytes;
    if (id === TENSOR.int32s && bytes.length <= MAX_LISTED) integers.push(...integersOf(number, bytes));
    if (id === TENSOR.location) external = number === EXTERNAL;
  }
  const read = () => {
    if (external) throw invalidWeights(`Expected ${name} to be in the ONNX file, got a reference to another file`);
    const format = FORMATS[type];
    if (!format) throw invalidWeights(`Expected ${name} to be float, float16, bfloat16, int8 or uint8, got type ${type}`); // prettier-ignore
    const count = countOf(name, shape);
    if (!raw && integers.length === count && format.width === 1) return Float32Array.from(integers);
    if (raw?.length === count * format.width) return format.read(raw);
    throw invalidWeights(`Expected ${name} of the shape ${shape.join(' × ')} to have ${count * format.width} bytes, got ${raw?.length ?? 0}`); // prettier-ignore
  };
  return { name, shape, read };
}

/** Small integer tensors, such as zero points, may be listed in a field of their own. */
const MAX_LISTED = 4096;

type Format = { readonly width: number; readonly read: (bytes: Uint8Array) => Float32Array };

/** By TensorProto.DataType. */
const FORMATS: Readonly<Record<number, Format>> = {
  1: { width: 4, read: floatsOf },
  2: { width: 1, read: (bytes) => new Float32Array(bytes) },
  3: {
    width: 1,
    read: ({ buffer, byteOffset, length }) => new Float32Array(new Int8Array(buffer, byteOffset, length)),
  },
  10: { width: 2, read: halvesToFloats },
  16: { width: 2, read: brainFloatsToFloats },
};
