/** @file How a command of the benches ends, whatever it does. */
import type { Output } from '../../src/cli/command';
import { errorText } from '../../src/cli/error-text';
import { UsageError } from '../../src/cli/usage-error';

type Ends = { readonly usage: string; readonly stdout: Output; readonly stderr: Output };

/** Never throws. 0: done, or `--help` was asked for. 1: failed. 2: called wrongly, and told how it is called. */
export async function runCommand(
  argv: readonly string[],
  { usage, stdout, stderr }: Ends,
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
