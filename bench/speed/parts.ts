/** @file The parts of the benchmark, by the names of `--only`. */
import { best } from './parts/best';
import { cold } from './parts/cold';
import { compare } from './parts/compare';
import { feel } from './parts/feel';
import { kernel } from './parts/kernel';
import { memory } from './parts/memory';
import { prepared } from './parts/prepared';
import { profile } from './parts/profile';
import { released } from './parts/released';
import { scales } from './parts/scales';
import type { PartContext } from './part-context';

export const parts = {
  compare: (context: PartContext) => compare(context),
  best,
  cold: (context: PartContext) => cold(context),
  prepared: (context: PartContext) => prepared(context, [100, 1000]),
  many: (context: PartContext) => prepared(context, [10_000]),
  feel,
  memory,
  kernel,
  profile,
  released,
  scales,
} as const;

export type PartName = keyof typeof parts;
export type Measured = { readonly [Name in PartName]?: Awaited<ReturnType<(typeof parts)[Name]>> };
