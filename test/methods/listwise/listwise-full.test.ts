import { describe, expect, test } from 'vitest';
import { listwiseFull } from '../../../src/methods/listwise/listwise-full';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { ScriptedEngine } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('listwise-full');

describe('listwise-full', () => {
  const passages = Array.from({ length: 100 }, (_, i) => ({ text: `p${i}` }));

  test.each([
    [undefined, 1, 100],
    [1024, 6, 32],
  ])(
    'ranks 100 passages with a prompt limit of %s tokens in %i generations, %i at once',
    async (prompt, generations, most) => {
      const engine = new ScriptedEngine(() => '');
      const limits = { query: 64, passage: 256, ...(prompt === undefined ? {} : { prompt }) };
      await runAll(listwiseFull, taskOf(cardOf({ limits }), passages), engine);
      expect(engine.prompts).toHaveLength(generations);
      expect(engine.prompts[0]).toContain(`Here are ${most} passages`);
    },
  );
});
