/**
 * @file The engine can no longer be trusted: its device is gone, a run rejected, or outputs are not numbers.
 *
 * The worker that holds it is replaced; a runtime that rejected once may reject ever after.
 */
export class EngineLost extends Error {
  override readonly name = 'EngineLost';
}
