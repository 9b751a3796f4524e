import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, PassageText } from '../../../src/engine/engine';
import { methods } from '../../../src/methods/registry';
import type { ModelCard } from '../../../src/models/card';
import { VectorCache } from '../../../src/engine/vectors/vector-cache';
import { windowsOfJob } from '../../../src/host/jobs/windows';
import { runAll, taskOf } from '../../contracts/tasks';
import { createTiny } from '../../contracts/tiny-models';
import type { TinyName } from '../../contracts/tiny-models';
import { BAD, LONG, passageLists, QUERY } from '../../contracts/texts';

describe.each([
  ['tiny-late', 'late-interaction'],
  ['tiny-cross', 'cross-encoder'],
  ['tiny-qwen', 'yes-no'],
] as const)('%s reads windows by %s', (name: TinyName, by) => {
  let engine: Engine;
  let card: ModelCard;
  const method = methods.find((each) => each.name === by)!;
  beforeAll(async () => void ({ engine, card } = await createTiny(name)));
  afterAll(() => engine.dispose());

  /** Tokens that are left out of all windows of a passage. */
  async function unread(passage: PassageText): Promise<number> {
    const pieces = windowsOfJob({ query: QUERY, passages: [passage] }, [0], engine, { kind: 'windows', stride: 40 });
    const task = taskOf(card, pieces.passages, {
      query: QUERY,
      pending: pieces.rows,
      vectors: new VectorCache(2 ** 24),
    });
    const [score] = pieces.join(await runAll(method, task, engine));
    return score!.truncatedTokens;
  }

  test('of every token, in a long passage with a title', async () => {
    expect(await unread({ title: 'The morning market', text: LONG })).toBe(0);
  });

  test('of every token, in any passage', async () => {
    const lists = passageLists.map((list) => ({
      text: list
        .map(({ text }) => text)
        .join(' ')
        .repeat(3),
    }));
    await fc.assert(
      fc.asyncProperty(lists, async (passage) => {
        expect(await unread(passage)).toBe(0);
      }),
      { numRuns: 8 },
    );
  });

  test.each(BAD.filter(([kind]) => !kind.startsWith('a megabyte')))('of %s', async (_, text) => {
    expect(await unread({ text: text.repeat(40) })).toBe(0);
  });
});
