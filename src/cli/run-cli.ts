/** @file Runs the command line without a process: it takes arguments and a context and returns an exit code. */
import { version } from '../../package.json';
import type { CliContext, Command } from './command';
import { commands } from './commands';
import { errorText } from './error-text';
import { UsageError } from './usage-error';

/** 0: success. 1: failure. 2: usage error. */
export type ExitCode = 0 | 1 | 2;

/** Runs the command that `argv` names, where `argv` is without node and script. Never throws. */
export async function runCli(argv: readonly string[], context: CliContext): Promise<ExitCode> {
  const [name, ...args] = argv;
  if (name === undefined) return fail(context, new UsageError('Expected a command, got none'), overview());
  if (name === '--version' || name === '-v' || name === 'version') return show(context, `${version}\n`);
  if (name === '--help' || name === '-h' || name === 'help') return help(args, context);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command)
    return fail(
      context,
      new UsageError(`Unknown ${name.startsWith('-') ? 'option' : 'command'} "${name}"`),
      overview(),
    );
  if (asksForHelp(args)) return show(context, command.usage);
  return run(command, args, context);
}

/** Shows the usage of the command that `help` names, or lists the commands. */
function help([name]: readonly string[], context: CliContext): ExitCode {
  if (name === undefined) return show(context, overview());
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return command
    ? show(context, command.usage)
    : fail(context, new UsageError(`Unknown command "${name}"`), overview());
}

async function run(command: Command, args: readonly string[], context: CliContext): Promise<ExitCode> {
  try {
    await command.run(args, context);
    return 0;
  } catch (error) {
    return fail(context, error, command.usage);
  }
}

function fail(context: CliContext, error: unknown, usage: string): ExitCode {
  context.stderr.write(`rankside: ${errorText(error, context.debug ?? false)}\n`);
  if (!(error instanceof UsageError)) return 1;
  context.stderr.write(usage);
  return 2;
}

function show(context: CliContext, text: string): ExitCode {
  context.stdout.write(text);
  return 0;
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? args.length : end).some((argument) => argument === '--help' || argument === '-h');
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}\n`);
  return `Usage: rankside <command> [options]\n\n${lines.join('')}\nRun rankside help <command> for the options of a command, and rankside --version for the version.\n`;
}
