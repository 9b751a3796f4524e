/** @file Parses a method of the command line, or several stages: `late-interaction,listwise:20`. */
import type { StageRequest } from '../core/types';
import { positiveInteger } from './parse-command-line';

/** @throws UsageError where the text after a colon is not a number of passages */
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
