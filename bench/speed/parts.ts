/** @file The parts of the benchmark, by the name that `--only` takes. */
import { best } from './parts/best';
import { cold } from './parts/cold';
import { compare } from './parts/compare';
import { feel } from './parts/feel';
import { kernel } from './parts/kernel';
import { memory } from './parts/memory';
import { prepared } from './parts/prepared';
import { profile } from './parts/profile';
import { scales } from './parts/scales';
import type { World } from './world';

export const parts = {
  compare: (world: World) => compare(world),
  best,
  cold: (world: World) => cold(world),
  prepared: (world: World) => prepared(world, [100, 1000]),
  many: (world: World) => prepared(world, [10_000]),
  feel,
  memory,
  kernel,
  profile,
  scales,
} as const;

export type PartName = keyof typeof parts;
export type Measured = { readonly [Name in PartName]?: Awaited<ReturnType<(typeof parts)[Name]>> };
