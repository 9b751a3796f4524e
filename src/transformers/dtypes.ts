/** @file The names that transformers.js gives to number formats. Pure. */
import type { Dtype, TransformersDtype } from '../core/types';

const NAMES: Readonly<Record<TransformersDtype, Dtype>> = {
  fp32: 'fp32',
  fp16: 'fp16',
  q8: 'int8',
  int8: 'int8',
  uint8: 'int8',
  q4: 'q4',
  q4f16: 'q4f16',
};

/** The name here of a number format of transformers.js. `fp32` for one that is not known. */
export function dtypeOf(name: string | undefined): Dtype {
  return name !== undefined && name in NAMES ? NAMES[name as TransformersDtype] : 'fp32';
}

/** The name that transformers.js gives to a number format. */
export function transformersDtype(dtype: Dtype): TransformersDtype {
  return dtype === 'int8' ? 'q8' : dtype;
}
