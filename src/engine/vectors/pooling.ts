/** @file From the states of a text's tokens to one vector (Reimers and Gurevych 2019). Pure. */
import type { Pooling } from '../../models/card';
import { EngineLost } from '../../core/engine-lost';

/** @param states (tokens, width), of the tokens that count; at least one */
export function pool(states: readonly Float32Array[], pooling: Pooling): Float32Array {
  switch (pooling) {
    case 'cls':
      return states[0]!;
    case 'last':
      return states.at(-1)!;
    case 'mean':
      return states[0]!.map((_, index) => states.reduce((sum, state) => sum + state[index]!, 0) / states.length);
    case 'max':
      return states[0]!.map((_, index) => states.reduce((most, state) => Math.max(most, state[index]!), -Infinity));
  }
}

/** The vector at length 1. @throws EngineLost when it has no length: NaN, or the zeros of a lost device */
export function normalise(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (!(length > 0 && length < Infinity)) throw new EngineLost(`A vector has length ${length}`);
  return vector.map((value) => value / length);
}
