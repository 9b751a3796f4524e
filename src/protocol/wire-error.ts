/**
 * @file Errors as plain records. Structured clone keeps neither the class nor the code of an error, so both are sent as
 * data.
 */
import { RerankError } from '../core/errors';
import type { RerankErrorCode } from '../core/errors';

export type WireError = {
  readonly name: string;
  readonly message: string;
  readonly code?: RerankErrorCode;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: WireError;
};

/** The result of a call: a value or an error. */
export type Wire<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError };

const MAX_CAUSE_DEPTH = 4;

/** Keeps at most four causes. */
export function encodeError(error: unknown, depth = 0): WireError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, cause } = error;
  return {
    name,
    message,
    ...(error instanceof RerankError ? { code: error.code, details: error.details } : {}),
    ...(cause !== undefined && depth < MAX_CAUSE_DEPTH ? { cause: encodeError(cause, depth + 1) } : {}),
  };
}

/** Rebuilds the error. A class that is not known here becomes a RerankError `internal` that names the class. */
export function decodeError(wire: WireError): Error {
  const options = wire.cause ? { cause: decodeError(wire.cause) } : {};
  if (wire.code) return new RerankError(wire.code, wire.message, { ...options, details: { ...wire.details } });
  if (wire.name === 'TypeError') return new TypeError(wire.message, options);
  if (wire.name === 'RangeError') return new RangeError(wire.message, options);
  return new RerankError('internal', `${wire.name}: ${wire.message}`, options);
}

/** Runs `work` and returns its value or its error as a record. Never rejects. */
export async function wired<T>(work: () => Promise<T>): Promise<Wire<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: encodeError(error) };
  }
}

/** @throws the error that the record holds */
export function unwired<T>(wire: Wire<T>): T {
  if (wire.ok) return wire.value;
  throw decodeError(wire.error);
}
