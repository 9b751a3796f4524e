import { describe, expect, it } from 'vitest';
import { methods } from '../../src/methods/registry';
import { run } from './run';

describe('methods', () => {
  it('prints family, abilities, model calls and source of each method as JSON', async () => {
    const { code, stdout, made } = await run(['methods', '--json']);
    expect([code, made]).toEqual([0, []]);
    const listed = JSON.parse(stdout) as { name: string; needs: string[]; calls: string; source: string }[];
    expect(listed.map(({ name }) => name)).toEqual(methods.map(({ name }) => name));
    expect(listed.find(({ name }) => name === 'pairwise-all')).toMatchObject({
      family: 'pairwise',
      needs: ['nextTokenLogits'],
      scoreKind: 'list',
      calls: 'N · (N − 1), N ≤ pairs',
      source: 'Qin et al. 2023 (PRP-Allpair)',
    });
  });

  it('prints one block per method', async () => {
    const { stdout } = await run(['methods']);
    expect(stdout).toContain(
      '\ncross-encoder: One joint pass over query and passage, one logit.\n  family   pointwise\n  needs    classify\n',
    );
    expect(stdout.match(/^ {2}needs/gm)).toHaveLength(methods.length);
  });
});

describe('rank --method', () => {
  const made = async (method: string) => (await run(['rank', 'q', '-', '--method', method], { stdin: 'a' })).made[0];

  it('passes one method on by its name', async () => {
    expect((await made('yes-no'))?.options).toEqual({ method: 'yes-no' });
  });

  it('passes several methods on as stages', async () => {
    expect((await made('late-interaction,listwise:30'))?.options).toEqual({
      stages: [{ method: 'late-interaction' }, { method: 'listwise', top: 30 }],
    });
  });

  it('refuses a stage whose top is not a number', async () => {
    const { code, stderr } = await run(['rank', 'q', '-', '--method', 'a,b:few'], { stdin: 'a' });
    expect(code).toBe(2);
    expect(stderr).toContain('Expected --method to be a positive integer, got "few"');
  });
});
