import { describe, expect, test } from 'vitest';
import { methods, resolveMethod } from '../../src/methods/registry';
import { cardOf } from '../engine/cards';

describe('methods', () => {
  test('have unique names and need an ability', () => {
    expect(new Set(methods.map((method) => method.name)).size).toBe(methods.length);
    for (const { needs } of methods) expect(needs.length).toBeGreaterThan(0);
  });

  test('state a summary, model calls and a source with a year', () => {
    for (const { summary, calls, source } of methods) {
      expect(summary).toMatch(/\.$/);
      expect(calls).not.toBe('');
      expect(source).toMatch(/\b(19|20)\d\d\b/);
    }
  });
});

describe('resolveMethod()', () => {
  test.each(methods.map((method) => method.name))('finds %s by name, and as a card’s default', (name) => {
    expect(resolveMethod(name, cardOf()).name).toBe(name);
    expect(resolveMethod('auto', cardOf({ method: name })).name).toBe(name);
  });

  test.each([
    ['guess', cardOf()],
    ['auto', cardOf({ method: 'guess' })],
  ])('rejects an unknown name requested as %s, and lists the known ones', (name, card) => {
    expect(() => resolveMethod(name, card)).toThrow(
      expect.objectContaining({
        code: 'unknown-method',
        message: expect.stringMatching(
          /^Expected `method` to be one of auto, late-interaction, .*in-context, got `guess`$/,
        ) as string,
      }) as Error,
    );
  });

  test('names the method that replaced a former one', () => {
    expect(() => resolveMethod('tsp', cardOf())).toThrow('got `tsp`, which was replaced by pairwise-all');
  });

  test('rejects a method whose ability the model lacks, and names the ability', () => {
    expect(() => resolveMethod('cross-encoder', cardOf({ abilities: ['embedTokens'] }))).toThrow(
      expect.objectContaining({
        code: 'method-unsupported',
        message: 'The method cross-encoder needs classify, which small does not have',
        details: { ability: 'classify' },
      }) as Error,
    );
  });

  test('joins stages into one method, each with the abilities that it needs', () => {
    const stages = [{ method: 'auto' }, { method: 'listwise', top: 5 }, { method: 'pairwise-all' }];
    expect(resolveMethod(stages, cardOf())).toMatchObject({
      name: 'late-interaction>listwise:5>pairwise-all:20',
      needs: ['embedTokens', 'generate', 'nextTokenLogits'],
      scoreKind: 'list',
    });
    expect(resolveMethod([{ method: 'yes-no' }], cardOf()).name).toBe('yes-no');
    expect(() => resolveMethod(stages, cardOf({ abilities: ['embedTokens', 'generate'] }))).toThrow(
      'The method pairwise-all needs nextTokenLogits, which small does not have',
    );
  });

  test('accepts token vectors where pooled vectors are needed', () => {
    expect(resolveMethod('embedding', cardOf({ abilities: ['embedTokens'] })).name).toBe('embedding');
    expect(() => resolveMethod('embedding', cardOf({ abilities: ['classify'] }))).toThrow('needs embed,');
  });
});
