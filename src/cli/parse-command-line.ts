/** @file Parses the arguments of one command with `node:util`; every error is a UsageError. */
import type { ParseArgsConfig } from 'node:util';
import { parseArgs } from 'node:util';
import { UsageError } from './usage-error';

type Options = NonNullable<ParseArgsConfig['options']>;
type Config<O extends Options> = { args: string[]; options: O; allowPositionals: true; strict: true };

/** Returns the values of the declared `options`, and the positional arguments. */
export function parseCommandLine<const O extends Options>(
  args: readonly string[],
  options: O,
): ReturnType<typeof parseArgs<Config<O>>> {
  try {
    return parseArgs<Config<O>>({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Returns the value of an option that is a positive integer, or `fallback` where the option is absent. */
export function positiveInteger<F>(option: string, value: string | undefined, fallback: F): number | F {
  if (value === undefined) return fallback;
  const number = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(number) && number > 0) return number;
  throw new UsageError(`Expected ${option} to be a positive integer, got "${value}"`);
}

/** Returns the value of an option that is one of `choices`, or `fallback` where the option is absent. */
export function oneOf<const C extends string, F>(
  option: string,
  value: string | undefined,
  choices: readonly C[],
  fallback: F,
): C | F {
  if (value === undefined) return fallback;
  const choice = choices.find((each) => each === value);
  if (choice !== undefined) return choice;
  throw new UsageError(`Expected ${option} to be one of ${choices.join(', ')}, got "${value}"`);
}

/** Returns the positional arguments, and expects one for each of `names`. */
export function expectPositionals<const N extends readonly string[]>(
  positionals: readonly string[],
  names: N,
): { [I in keyof N]: string } {
  if (positionals.length === names.length) return [...positionals] as unknown as { [I in keyof N]: string };
  const expected = names.length === 0 ? 'no argument' : names.map((name) => `<${name}>`).join(' ');
  const got = positionals.length === 0 ? 'none' : positionals.map((text) => `"${text}"`).join(' ');
  throw new UsageError(`Expected ${expected}, got ${got}`);
}
