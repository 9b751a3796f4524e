import { describe, expect, test } from 'vitest';
import { concatenated, field, number } from '../../../bench/speed/protobuf';
import { quantizeReleased } from '../../../src/models/released/quantize-released';
import { onnxWeights } from '../../../src/models/released/onnx-weights';

const text = (value: string) => new TextEncoder().encode(value);
const node = (op: string, name: string, inputs: readonly string[], output: string) =>
  concatenated([...inputs.map((input) => field(1, text(input))), field(2, text(output)), field(3, text(name)), field(4, text(op))]); // prettier-ignore
type Initializer = { shape: readonly number[]; data: Uint8Array; type?: number; more?: Uint8Array };
const initializer = (name: string, { shape, data, type = 1, more = new Uint8Array() }: Initializer) =>
  concatenated([...shape.map((size) => number(1, size)), number(2, type), field(8, text(name)), field(9, data), more]);
const model = (nodes: readonly Uint8Array[], initializers: readonly Uint8Array[]) =>
  field(7, concatenated([...nodes.map((each) => field(1, each)), ...initializers.map((each) => field(5, each))]));
const bytes = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);

const matrix = initializer('onnx::MatMul_7', { shape: [2, 2], data: bytes(1, 2, 3, 4) });
const bias = initializer('encoder.dense.bias', { shape: [2], data: bytes(5, 6) });
const product = (path: string) => [
  node('MatMul', path, ['x', 'onnx::MatMul_7'], 'y'),
  node('Add', '', ['encoder.dense.bias', 'y'], 'z'),
];

describe('onnxWeights()', () => {
  test.each([
    ['the path of its node', '/encoder/dense/MatMul'],
    ['the name of its bias', ''],
  ])('names an anonymous matrix by %s', (_, path) => {
    const linear = onnxWeights(model(product(path), [matrix, bias])).linear('encoder.dense')!;
    expect([linear.turned, [...linear.weight.read()], [...linear.bias!.read()]]).toEqual([true, [1, 2, 3, 4], [5, 6]]);
  });

  test('reads a graph in two parts, as protobuf merges them', () => {
    const parts = concatenated([model(product('/encoder/dense/MatMul'), []), model([], [matrix, bias])]);
    expect(onnxWeights(parts).linear('encoder.dense')).toBeDefined();
  });

  test('reads what an exporter replaced by a reference to an equal tensor', () => {
    const nodes = [node('Identity', '', ['a'], 'b.bias'), node('Identity', '', ['b.bias'], 'c.bias')];
    const weights = onnxWeights(model(nodes, [initializer('a', { shape: [1], data: bytes(7) })]));
    expect([...weights.tensor('c.bias')!.read()]).toEqual([7]);
  });

  test('ends for a graph with a circle', () => {
    const circle = [node('Identity', '', ['b'], 'a'), node('Identity', '', ['a'], 'b')];
    expect(onnxWeights(model(circle, [])).tensor('a')).toBeUndefined();
  });

  test('expands integers with a scale for each output', () => {
    const nodes = [
      node('MatMulInteger', '/dense/MatMul_quant', ['q', 'w', 'zero', 'w_zero'], 'sums'),
      node('Cast', '', ['sums'], 'floats'),
      node('Mul', '', ['input_scale', 'w_scale'], 'scales'),
      node('Mul', '', ['floats', 'scales'], 'y'),
    ];
    const initializers = [
      initializer('w', { shape: [2, 2], type: 2, data: Uint8Array.of(129, 0, 128, 255) }),
      initializer('w_zero', { shape: [], type: 2, data: Uint8Array.of(128) }),
      initializer('w_scale', { shape: [2], data: bytes(0.5, 2) }),
    ];
    expect([...onnxWeights(model(nodes, initializers)).linear('dense')!.weight.read()]).toEqual([0.5, -256, 0, 254]);
  });

  const dense = (changes: Partial<Initializer>) => () => {
    const weights = onnxWeights(
      model(product('/encoder/dense/MatMul'), [initializer('onnx::MatMul_7', { shape: [2, 2], data: bytes(1, 2, 3, 4), ...changes }), bias]), // prettier-ignore
    );
    return weights.linear('encoder.dense')!.weight.read();
  };
  test.each([
    ['fewer values than the shape needs', { data: bytes(1, 2) }, /to have 16 bytes, got 8/],
    ['a shape of terabytes', { shape: [2 ** 40, 2 ** 20] }, /to have a shape that a file can hold/],
    ['values in another file', { more: number(14, 1) }, /got a reference to another file/],
    ['another type', { type: 11 }, /to be float, float16, bfloat16, int8 or uint8, got type 11/],
  ])('refuses %s', (_, changes, message) => {
    expect(dense(changes)).toThrow(
      expect.objectContaining({ code: 'model-invalid', message: expect.stringMatching(message) as string }) as Error,
    );
  });

  test('refuses an encoder whose tables ask for terabytes, before it takes memory', () => {
    const table = (name: string, rows: number) => initializer(name, { shape: [rows, 16], data: bytes(1) });
    const norm = ['weight', 'bias'].map((part) => initializer(`embeddings.LayerNorm.${part}`, { shape: [16], data: bytes(1) })); // prettier-ignore
    const tables = [table('embeddings.word_embeddings.weight', 2 ** 42), table('embeddings.position_embeddings.weight', 4)]; // prettier-ignore
    const file = model([node('Add', '', ['x', 'x'], 'y')], [...tables, ...norm]);
    const shape = {
      architecture: 'bert',
      layers: 0,
      heads: 1,
      epsilon: 0,
      activation: 'gelu',
      firstPosition: 0,
    } as const;
    expect(() => quantizeReleased({ ...shape, output: 'mean' }, 'model.onnx', file)).toThrow(
      /Expected tensors of at most \d+ bytes for the size of the file, got \d{14}/,
    );
  });

  test.each([
    ['a field longer than the file', Uint8Array.of(0x3a, 0xff, 0x01, 0)],
    ['a number without an end', Uint8Array.of(0x3a, 0xff)],
    ['no graph', new TextEncoder().encode('<!doctype html>')],
    ['nothing', new Uint8Array()],
  ])('refuses a file with %s', (_, file) => {
    expect(() => onnxWeights(file)).toThrow(expect.objectContaining({ code: 'model-invalid' }) as Error);
  });
});
