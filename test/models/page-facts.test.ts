import { describe, expect, test } from 'vitest';
import { pageFacts } from '../../src/models/page-facts';
import { cardOf } from '../engine/cards';

describe('pageFacts()', () => {
  test('are what the card says', () => {
    const facts = {
      languages: ['de', 'fr'],
      fusion: { weight: 0, fittedOn: 'a first stage' },
      threshold: { score: 0.2, falseNegativeRate: 0.01, fittedOn: 'held-out pairs' },
    };
    expect(pageFacts(cardOf(facts))).toEqual(facts);
  });

  test('have a default weight, fitted on nothing, and no threshold where the card has none', () => {
    expect(pageFacts(cardOf())).toEqual({ languages: ['en'], fusion: { weight: 0.3 } });
  });
});
