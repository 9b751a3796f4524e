/** @file The inputs of the methods benchmark: the machine, and one evaluation set at a time. */
import type { Output } from '../../src/cli/command';
import type { BeirSet } from '../../src/eval/beir';
import type { Contender } from './contenders';
import type { Create } from './measure';
import type { Models } from './models';
import type { MethodsRecord } from './record';

/** Everything that the benchmark uses besides the evaluation sets. */
export type MethodsContext = {
  /** The project's folder. */
  readonly root: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly create: Create;
};

/** The measurements of one evaluation set. */
export type SetJob = {
  readonly contenders: readonly Contender[];
  /** The number of candidates of each query that are ranked. */
  readonly depth: number;
  /** The seconds after which a method's measurement on this set ends. */
  readonly seconds: number;
  readonly name: string;
  readonly set: BeirSet;
  readonly queries: readonly string[];
  readonly models: Models;
  readonly record: () => MethodsRecord;
  readonly keep: (record: MethodsRecord) => Promise<void>;
};
