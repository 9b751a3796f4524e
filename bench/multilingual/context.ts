/** @file Where the benchmark runs, and what it prints to. */
import type { Output } from '../../src/cli/command';

export type MultilingualContext = {
  readonly root: string;
  readonly assets: URL;
  readonly stdout: Output;
  readonly stderr: Output;
};
