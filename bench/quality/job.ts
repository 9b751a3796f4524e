/** @file One measurement: a pass over a set. */
import type { SetPlan } from './sets';
import type { Pass } from './systems';

export type Job = {
  readonly plan: SetPlan;
  readonly pass: Pass;
  /** The `fingerprint` of the pass's model. */
  readonly model: string;
};

export function nameOf({ plan, pass }: Job): string {
  return `${plan.name}, ${pass.name}`;
}
