import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/engine';
import type { Session } from '../../../src/engine/runtimes/runtime';
import { createTiny } from '../../contracts/tiny-models';
import { filled, goldenOf } from './golden';

/** The session as an export without keys and values has it. */
function forgetful(session: Session): Session {
  const isKept = (name: string) => /^(past_key_values|present)\./.test(name);
  const empty = Object.fromEntries(
    session.inputs
      .filter(({ name }) => isKept(name))
      .map(({ name }) => [name, { type: 'float32' as const, data: new Float32Array(0), dims: [1, 2, 0, 16] }]),
  );
  return {
    inputs: session.inputs.filter(({ name }) => !isKept(name)),
    outputs: session.outputs.filter((name) => !isKept(name)),
    deviceLoss: undefined,
    run: (feeds, wanted) => session.run({ ...empty, ...feeds }, wanted),
    release: () => session.release(),
  };
}

describe('a decoder that keeps nothing of what it read', () => {
  const golden = goldenOf('tiny-qwen');
  let engine: Engine;
  beforeAll(async () => void ({ engine } = await createTiny('tiny-qwen', undefined, undefined, forgetful)));
  afterAll(() => engine.dispose());

  test('gives the same logits, whatever the prompts share', async () => {
    const asked = golden.flatMap((each) => (each.prompt === 'yes-no' ? [each] : []));
    expect(asked.length).toBeGreaterThan(1);
    const answers = await engine.nextTokenLogits!(asked.map(filled), ['yes', 'no']);
    asked.forEach(({ logits }, row) =>
      logits.forEach((logit, at) => expect(Math.abs(answers[row]!.logits[at]! - logit)).toBeLessThanOrEqual(1e-3)),
    );
  });

  test('gives the same likelihood', async () => {
    for (const each of golden) {
      if (each.prompt !== 'query-likelihood') continue;
      const [likelihood] = await engine.logLikelihood!([filled(each)], each.query);
      expect(Math.abs(likelihood!.total - each.total)).toBeLessThanOrEqual(1e-3);
    }
  });

  test('writes the same text', async () => {
    for (const each of golden) {
      if (each.prompt !== 'listwise') continue;
      const texts: string[] = [];
      for await (const { text } of engine.generate!(filled(each), each.limit)) texts.push(text);
      expect(texts.at(-1)).toBe(each.text);
    }
  });
});
