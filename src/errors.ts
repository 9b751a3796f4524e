/**
 * @file `rankside/errors`: the error class by itself, for code that only handles errors. Some bundlers emit the files
 * that the page entry names for every import of it, whatever is used; this entry names none.
 */
export { RerankError, isRerankError } from './core/errors';
export type { RerankErrorCode } from './core/errors';
