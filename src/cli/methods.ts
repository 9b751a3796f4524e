/** @file `rankside methods`: every ranking method with its family, the abilities it needs and its model calls. */
import { methods } from '../methods/registry';
import type { Method } from '../methods/contract/method';
import type { Command } from './command';
import { expectPositionals, parseCommandLine } from './parse-command-line';

const usage = `Usage: rankside methods [--json]

Lists the ranking methods: family, abilities that the model must have, kind of score, model calls for N passages,
and the paper.
`;

export const methodsCommand: Command = {
  summary: 'list the ranking methods',
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

function describe({ name, family, needs, scoreKind, summary, calls, source }: Method) {
  return { name, family, summary, needs, scoreKind, calls, source };
}

function toText({ name, family, summary, needs, scoreKind, calls, source }: Description): string {
  const fields = { family, needs: needs.join(', '), score: SCORES[scoreKind], calls, source };
  return `${name}: ${summary}\n${Object.entries(fields)
    .map(([label, text]) => `  ${label.padEnd(8)} ${text}\n`)
    .join('')}`;
}

const SCORES = { pair: 'depends on the pair alone', list: 'depends on the list' } as const;
