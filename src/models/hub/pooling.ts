/** @file How Sentence Transformers pools, by `1_Pooling/config.json`. Pure. */
import type { Pooling } from '../card';

/** Pooling flags of older files. Newer files name one pooling in `pooling_mode` instead. */
const POOLING_BY_FLAG: Readonly<Record<string, Pooling>> = {
  pooling_mode_mean_tokens: 'mean',
  pooling_mode_cls_token: 'cls',
  pooling_mode_max_tokens: 'max',
  pooling_mode_lasttoken: 'last',
};
const POOLING_BY_NAME: Readonly<Record<string, Pooling>> = { mean: 'mean', cls: 'cls', max: 'max', lasttoken: 'last' };

/** The only pooling that is set, undefined if it is not known or there are several; and what is set, for messages. */
export function poolingOf(config: Readonly<Record<string, unknown>>): {
  readonly pooling: Pooling | undefined;
  readonly got: string;
} {
  const named = typeof config['pooling_mode'] === 'string' ? [config['pooling_mode']] : [];
  const flags = Object.keys(config).filter((key) => key.startsWith('pooling_mode_') && config[key] === true);
  const found = [...named.map((name) => POOLING_BY_NAME[name]), ...flags.map((flag) => POOLING_BY_FLAG[flag])];
  return { pooling: found.length === 1 ? found[0] : undefined, got: [...named, ...flags].join(', ') || 'none' };
}
