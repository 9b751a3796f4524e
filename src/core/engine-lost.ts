/**
 * @file The error for an engine whose results can no longer be trusted: its device is lost, a run failed, or outputs
 * are not numbers.
 *
 * The worker of the engine is replaced, because a runtime may keep failing after its first failure.
 */
export class EngineLost extends Error {
  override readonly name = 'EngineLost';
}
