import { describe, expect, test } from 'vitest';
import { methods, resolveMethod } from '../../src/methods/registry';
import { cardOf } from '../engine/cards';

describe('methods', () => {
  test('have names of their own and need something', () => {
    expect(new Set(methods.map((method) => method.name)).size).toBe(methods.length);
    for (const { needs } of methods) expect(needs.length).toBeGreaterThan(0);
  });
});

describe('resolveMethod()', () => {
  test.each(methods.map((method) => method.name))('finds %s by name, and as a card’s default', (name) => {
    expect(resolveMethod(name, cardOf()).name).toBe(name);
    expect(resolveMethod('auto', cardOf({ method: name })).name).toBe(name);
  });

  test.each([
    ['listwise', cardOf()],
    ['auto', cardOf({ method: 'listwise' })],
  ])('refuses an unknown name asked for as %s, and lists the known ones', (name, card) => {
    expect(() => resolveMethod(name, card)).toThrow(
      expect.objectContaining({
        code: 'unknown-method',
        message: 'Expected `method` to be one of auto, late-interaction, cross-encoder, got `listwise`',
      }) as Error,
    );
  });

  test('refuses a method whose ability the model lacks, and names the ability', () => {
    expect(() => resolveMethod('cross-encoder', cardOf({ abilities: ['embedTokens'] }))).toThrow(
      expect.objectContaining({
        code: 'method-unsupported',
        message: 'The method cross-encoder needs classify, which small does not have',
        details: { ability: 'classify' },
      }) as Error,
    );
  });
});
