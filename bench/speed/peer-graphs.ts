/** @file The ONNX files of other libraries: the committed graphs, filled with the weights of `base`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quantize } from './dynamic-quantization';
import type { Quantized } from './dynamic-quantization';
import { transpose } from './float-weights';
import type { FloatWeights } from './float-weights';
import { withInitializers } from './protobuf';
import type { OnnxTensor } from './protobuf';

/** A tensor that was removed from a graph; `part` is the part of the weight `of` that it holds. */
export type TakenTensor = {
  readonly name: string;
  readonly dtype: OnnxTensor['dtype'];
  readonly shape: readonly number[];
  readonly of: string;
  readonly part: 'value' | 'quantized' | 'scale' | 'zeroPoint';
  /** Whether the matrix is stored as (out, in). */
  readonly turned?: true;
};

export type PeerGraph = 'cross.fp32' | 'cross.q8' | 'embed.q8';

/** @param folder the folder of the graphs and `tensors.json` */
export async function fillGraph(folder: string, graph: PeerGraph, weights: FloatWeights): Promise<Uint8Array> {
  const taken = JSON.parse(await readFile(join(folder, 'tensors.json'), 'utf8')) as Record<string, TakenTensor[]>;
  const bytes = await readFile(join(folder, `${graph}.onnx`));
  return withInitializers(bytes, fillTensors(taken[graph]!, weights));
}

/** @throws RangeError where a shape differs from that of the weight */
export function fillTensors(taken: readonly TakenTensor[], weights: FloatWeights): OnnxTensor[] {
  const integers = new Map(
    taken
      .filter(({ part }) => part === 'quantized')
      .map(({ of, dtype }) => [of, dtype === 'int8' ? ('int8' as const) : ('uint8' as const)]),
  );
  const known = new Map<string, Quantized>();
  const quantized = (name: string) => {
    const made = known.get(name) ?? quantize(weights.tensor(name).values, integers.get(name)!);
    known.set(name, made);
    return made;
  };
  return taken.map(({ of, part, turned: isTurned, ...tensor }) => {
    const value = () => bytesOf((isTurned ? transpose(weights.tensor(of)) : weights.tensor(of)).values);
    return { ...tensor, data: expectCount(tensor, part === 'value' ? value() : partOf(quantized(of), part, tensor)) };
  });
}

function partOf(made: Quantized, part: Exclude<TakenTensor['part'], 'value'>, { dtype }: Pick<OnnxTensor, 'dtype'>) {
  switch (part) {
    case 'quantized':
      return bytesOf(made.values);
    case 'scale':
      return bytesOf(Float32Array.of(made.scale));
    case 'zeroPoint':
      return bytesOf(dtype === 'int8' ? Int8Array.of(made.zeroPoint) : Uint8Array.of(made.zeroPoint));
    default:
      return part satisfies never;
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int8Array | Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function expectCount({ name, dtype, shape }: Omit<OnnxTensor, 'data'>, data: Uint8Array): Uint8Array {
  const bytes = shape.reduce((product, length) => product * length, dtype === 'float32' ? 4 : 1);
  if (bytes === data.length) return data;
  throw new RangeError(`Expected ${name} of the shape ${shape.join(' × ')} to have ${bytes} bytes, got ${data.length}`);
}
