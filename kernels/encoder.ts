/**
 * @file The encoder kernel: every step of a BERT-like encoder over linear memory. No state, no allocation: the caller lays out the
 * memory and passes addresses in bytes, sizes in elements.
 *
 * Compiled twice. `relaxed` uses the relaxed int8 dot and fused multiply-add; `simd` does without. Their int8 sums are equal, their
 * fp32 parts differ in the last bits. Counts of rows are multiples of 4, depths of 16, columns of 8, unless a step says otherwise.
 */
export { attention } from './attention';
export { lookUpRows } from './embed';
export { floatProduct } from './float-product';
export { geluRows } from './gelu';
export { int8Product } from './int8-product';
export { emulatesFusedDot } from './int8-relaxed';
export { bestMatches, widenQuery } from './max-sim';
export { normRows, sumRows, unitRows } from './norm';
export { packMatrix } from './pack';
export { quantizeRows } from './quantize';
export { activationBytes } from './activation';
