import { describe, expect, test } from 'vitest';
import { pageFacts } from '../../src/models/page-facts';
import { cardOf } from '../engine/cards';

describe('pageFacts()', () => {
  test('gives the values of the card', () => {
    const facts = {
      languages: ['de', 'fr'],
      fusion: { weight: 0, fittedOn: 'a first stage' },
      threshold: { score: 0.2, falseNegativeRate: 0.01, fittedOn: 'held-out pairs' },
    };
    expect(pageFacts(cardOf(facts))).toEqual(facts);
  });

  test('gives a default weight, and no threshold, if the card has none', () => {
    expect(pageFacts(cardOf())).toEqual({ languages: ['en'], fusion: { weight: 0.3 } });
  });
});
