/**
 * @file The encoder kernel: the steps of a BERT-like encoder over linear memory. It has no state and allocates nothing:
 * the caller allocates the memory, and passes addresses in bytes and sizes in elements.
 *
 * It is compiled twice. The build `relaxed` uses the relaxed int8 dot product and fused multiply-add; the build `simd`
 * does not. Their int8 sums are equal, and their fp32 results differ in the last bits. Numbers of rows are multiples of
 * 4, depths of 16 and columns of 8, unless a step states otherwise.
 */
export { attention } from './attention';
export { lookUpRows } from './embed';
export { floatProduct } from './float-product';
export { gateRows } from './gate';
export { geluRows, geluTanhRows, reluRows } from './gelu';
export { int8Product } from './int8-product';
export { emulatesFusedDot } from './int8-relaxed';
export { bestMatches, widenQuery } from './max-sim';
export { normRows, sumRows, unitRows } from './norm';
export { packMatrix } from './pack';
export { quantizeRows } from './quantize';
export { rotateRows } from './rotary';
export { activationBytes } from './activation';
