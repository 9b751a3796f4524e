/** @file A method on the command line, or several one after another: `late-interaction,listwise:20`. */
import type { StageRequest } from '../core/types';
import { positiveInteger } from './parse-command-line';

/** @throws UsageError when what follows a colon is no number of passages */
export function methodOption(
  option: string,
  value: string | undefined,
): { method?: string; stages?: readonly StageRequest[] } {
  if (value === undefined) return {};
  if (!/[,:]/.test(value)) return { method: value };
  const stages = value.split(',').map((stage): StageRequest => {
    const [method = '', top] = stage.trim().split(':');
    const count = positiveInteger(option, top, undefined);
    return { method, ...(count !== undefined && { top: count }) };
  });
  return { stages };
}
