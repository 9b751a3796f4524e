import { describe } from 'vitest';
import { testEngine } from '../../contracts/test-engine';
import { createTiny, tinyCard } from '../../contracts/tiny-models';

describe.each(['tiny-qwen', 'tiny-llama'] as const)('CausalEngine', (name) => {
  testEngine(`of ${name}, fp32 on WASM`, tinyCard(name).abilities, async () => {
    const { engine, card } = await createTiny(name);
    return { engine, queryLimit: card.limits.query, tolerance: 0 };
  });
});
