/** @file The time that work takes of the processor, which other work on the machine does not make longer. */
import process from 'node:process';

/** Returns milliseconds of this process, with its other threads. */
export function processorTimeOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
