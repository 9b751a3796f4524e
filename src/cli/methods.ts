/** @file `rankside methods`: every way of ranking, what it needs and what it costs. */
import { methods } from '../methods/registry';
import type { Method } from '../methods/contract/method';
import type { Command } from './command';
import { expectPositionals, parseCommandLine } from './parse-command-line';

const usage = `Usage: rankside methods [--json]

Lists the ways of ranking: what a model must be able to do, forward passes for N passages, the paper.
`;

export const methodsCommand: Command = {
  summary: 'list the ways of ranking',
  usage,
  run(args, { stdout }) {
    const { values, positionals } = parseCommandLine(args, { json: { type: 'boolean' } });
    expectPositionals(positionals, []);
    const described = methods.map(describe);
    stdout.write(values.json ? `${JSON.stringify(described, null, 2)}\n` : described.map(toText).join('\n'));
    return Promise.resolve();
  },
};

type Description = ReturnType<typeof describe>;

function describe({ name, needs, scoreKind, summary, calls, source }: Method) {
  return { name, summary, needs, scoreKind, calls, source };
}

function toText({ name, summary, needs, scoreKind, calls, source }: Description): string {
  const rows = { needs: needs.join(', '), score: SCORES[scoreKind], calls, source };
  return `${name}: ${summary}\n${Object.entries(rows)
    .map(([label, text]) => `  ${label.padEnd(8)} ${text}\n`)
    .join('')}`;
}

const SCORES = { pair: 'of the pair alone', list: 'a place in the list' } as const;
