import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorText } from '../../src/cli/error-text';
import { RerankError } from '../../src/core/errors';
import { version } from '../../package.json';
import { run } from './run';
import { temporaryFolder } from './temporary-folder';

const failing = (error: Error) => ({
  stdin: 'a passage',
  context: { createReranker: () => Promise.reject(error) },
});

describe('runCli()', () => {
  it.each([
    ['no command', [], 'Expected a command, got none'],
    ['an unknown command', ['sort'], 'Unknown command "sort"'],
    ['a name that every object has', ['constructor'], 'Unknown command "constructor"'],
    ['an unknown option first', ['--fast'], 'Unknown option "--fast"'],
  ])('prints the commands on stderr and exits with 2 for %s', async (_, argv, message) => {
    const { code, stdout, stderr } = await run(argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(`rankside: ${message}\nUsage: rankside <command>`);
  });

  it.each([
    ['rank', ['q', '-', '--fast']],
    ['rank', ['q']],
    ['rank', ['q', '-', 'extra']],
    ['rank', ['q', '-', '--top', '0']],
    ['rank', ['q', '-', '--top', '1.5']],
    ['rank', ['q', '-', '--top', '-1']],
    ['rank', ['q', '-', '--top=-1']],
    ['rank', ['q', '-', '--top=Infinity']],
    ['rank', ['q', '-', '--min-score', 'high']],
    ['rank', ['q', '-', '--min-score', '']],
    ['rank', ['q', '-', '--min-score', 'Infinity']],
    ['rank', ['q', '-', '--fusion', 'sum']],
    ['rank', ['q', '-', '--model']],
    ['rank', ['q', '-', '--json=yes']],
    ['rank', ['q', '-', '--last-pass', 'deep', '--long-passages', 'windows']],
    ['eval', ['folder', '--last-pass', 'deep', '--long-passages', 'windows']],
    ['eval', []],
    ['eval', ['folder', '--depth', 'deep']],
    ['eval', ['folder', '--queries', '0']],
    ['eval', ['folder', '--min-grade', '0']],
    ['eval', ['folder', '--fusion', 'auto']],
    ['models', ['base']],
  ])("prints the command's usage on stderr and exits with 2 for %s %j", async (command, args) => {
    const { code, stdout, stderr, made } = await run([command, ...args]);
    expect([code, stdout, made]).toEqual([2, '', []]);
    expect(stderr).toMatch(new RegExp(`^rankside: .+\\nUsage: rankside ${command} `));
  });

  it('exits with 1 where the last pass that is asked for cannot be used', async () => {
    const { code, stdout, stderr } = await run(['rank', 'q', '-', '--last-pass', 'deep'], { stdin: 'a passage' });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch('Expected --last-pass to name a last-pass model that is fitted to the model in use');
  });

  it.each([[['--version']], [['-v']], [['version']]])('prints the version on stdout for %j', async (argv) => {
    expect(await run(argv)).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each(['rank', 'eval', 'models', 'methods', 'copy'])(
    'prints for "help %s" what "%s --help" prints',
    async (name) => {
      const [help, usage] = await Promise.all([run(['help', name]), run([name, '--help'])]);
      expect([help.code, help.stdout, help.stderr]).toEqual([0, usage.stdout, '']);
    },
  );

  it('exits with 2 for help about an unknown command', async () => {
    const { code, stderr } = await run(['help', 'sort']);
    expect(code).toBe(2);
    expect(stderr).toMatch('rankside: Unknown command "sort"\nUsage: rankside <command>');
  });

  it('says that a folder to copy to is a file', async () => {
    const file = join(await temporaryFolder({ taken: 'x' }), 'taken');
    const copied = await run(['copy', file]);
    expect(copied).toMatchObject({
      code: 1,
      stderr: `rankside: Cannot copy to "${file}": it is a file; name a folder\n`,
    });
    const below = await run(['copy', join(file, 'below')]);
    expect(below.stderr).toMatch(/^rankside: Cannot copy to .*: a part of its path is a file; name a folder\n$/);
  });

  it.each([
    [['--help']],
    [['help']],
    [['-h']],
    [['rank', '--help']],
    [['eval', 'folder', '-h']],
    [['models', '--help']],
  ])('prints usage on stdout and exits with 0 for %j', async (argv) => {
    const { code, stdout, stderr } = await run(argv);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Usage: rankside /);
  });

  it('reads what follows "--" as arguments, not as options', async () => {
    const { code, made } = await run(['rank', '--', '--help', '-'], { stdin: 'a passage' });
    expect(code).toBe(0);
    expect(made[0]?.reranker.queries).toEqual(['--help']);
  });

  it('prints one line with the code of a RerankError and exits with 1', async () => {
    const error = new RerankError('unknown-model', 'No model is called\n"x"');
    const { code, stdout, stderr } = await run(['rank', 'q', '-'], failing(error));
    expect([code, stdout, stderr]).toEqual([1, '', 'rankside: unknown-model: No model is called "x"\n']);
  });

  it.each([
    [new TypeError('Expected `query` to be text'), 'rankside: Expected `query` to be text\n'],
    [new Error(''), 'rankside: Error\n'],
  ])('prints one line and exits with 1 for %s', async (error, stderr) => {
    expect(await run(['rank', 'q', '-'], failing(error))).toMatchObject({ code: 1, stderr });
  });

  it('prints stack and cause only with debug', async () => {
    const options = failing(new Error('outer', { cause: new Error('inner') }));
    const { stderr } = await run(['rank', 'q', '-'], { ...options, context: { ...options.context, debug: true } });
    expect(stderr).toMatch(/^rankside: outer\nError: outer\n +at /);
    expect(stderr).toContain('inner');
    expect((await run(['rank', 'q', '-'], options)).stderr).toBe('rankside: outer\n');
  });
});

describe('errorText()', () => {
  it('formats a thrown value that is not an Error', () => {
    expect(errorText('a string', false)).toBe('a string');
  });
});
