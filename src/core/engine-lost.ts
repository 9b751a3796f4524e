/**
 * @file The error for an engine that can no longer be trusted: its device is gone, a run rejected, or its outputs are
 * not numbers.
 *
 * The page replaces the worker that holds it, because a runtime that rejected once may reject every later run too.
 */
export class EngineLost extends Error {
  override readonly name = 'EngineLost';
}
