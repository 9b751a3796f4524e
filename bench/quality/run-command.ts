/** @file Runs a command of the benchmarks and turns errors into exit codes. */
import type { Output } from '../../src/cli/command';
import { errorText } from '../../src/cli/error-text';
import { UsageError } from '../../src/cli/usage-error';

type Streams = { readonly usage: string; readonly stdout: Output; readonly stderr: Output };

/**
 * Never throws. Returns 0 for success or `--help`, 1 for a failure, and 2 for a usage error, after the usage is
 * printed.
 */
export async function runCommand(
  argv: readonly string[],
  { usage, stdout, stderr }: Streams,
  work: () => Promise<void>,
): Promise<0 | 1 | 2> {
  if (argv.includes('--help')) {
    stdout.write(usage);
    return 0;
  }
  try {
    await work();
    return 0;
  } catch (error) {
    stderr.write(`${errorText(error, false)}\n`);
    if (!(error instanceof UsageError)) return 1;
    stderr.write(usage);
    return 2;
  }
}
