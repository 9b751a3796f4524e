/** @file Fails a job that arrives before a model is loaded. */
import { RerankError } from '../../core/errors';
import type { JobEvent } from '../../protocol/host-api';
import { encodeError } from '../../protocol/wire-error';

export function failUnloaded({ id }: { readonly id: number }, events: MessagePort): void {
  const error = encodeError(new RerankError('internal', `Expected a model to be loaded before job ${id}`));
  events.postMessage({ kind: 'failed', error } satisfies JobEvent);
  events.close();
}
