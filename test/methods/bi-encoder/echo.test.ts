import { describe, expect, test } from 'vitest';
import { toEchoQuery, withoutEcho } from '../../../src/methods/bi-encoder/echo';
import { lateInteraction } from '../../../src/methods/bi-encoder/late-interaction';
import { FakeEngine } from '../../../src/test/fake-engine';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';

const QUESTION = 'What is the capital of France?';
const rest = (text: string, title?: string) =>
  withoutEcho({ text, ...(title === undefined ? {} : { title }) }, toEchoQuery(QUESTION)!);

describe('withoutEcho()', () => {
  test.each([
    ['the query', 'What is the capital of France? Buy watches.', '? Buy watches.'],
    ['the query in capitals, behind blanks', `${' '.repeat(200)}WHAT IS THE CAPITAL OF FRANCE? Buy.`, '? Buy.'],
    ['the query five times', `${'What is the capital of France? '.repeat(5)}Buy.`, '? Buy.'],
    ['the query in a sentence', 'The answer to what is the capital of France is here.', 'The answer to is here.'],
    ['its end', 'Buy watches. What is the capital of France', 'Buy watches.'],
    [
      'the query with a word between every two',
      'What watches is watches the watches capital watches of watches France. Buy.',
      '. Buy.',
    ],
    ['the query in reverse order', 'France of capital the is what. Buy.', '. Buy.'],
    ['the query among other words', 'Buy cheap what is watches the capital here of France. Now.', 'Buy cheap . Now.'],
  ])('leaves out %s', (_, text, expected) => {
    expect(rest(text)!.text).toBe(expected);
  });

  test('leaves out a list of the key words, which an honest sentence is not', () => {
    const query = toEchoQuery('How many points did the Panthers defense surrender?')!;
    expect(withoutEcho({ text: 'points, Panthers, defense, surrender. Buy.' }, query)!.text).toBe('. Buy.');
    expect(withoutEcho({ text: 'What the Panthers defense surrender is little.' }, query)).toBeUndefined();
  });

  test('keeps an answer that follows the query closely', () => {
    expect(rest('What is the capital of France? Paris is the city that France has as its capital.')!.text).toBe(
      '? Paris is the city that France has as its capital.',
    );
  });

  test('leaves out a title that is the query', () => {
    expect(rest('Paris has been the seat of kings.', QUESTION)).toEqual({ text: 'Paris has been the seat of kings.' });
  });

  test.each(['The capital is Paris, what a city.', 'France is a country whose capital is Paris.', 'What is that?', ''])(
    'finds no echo in %j',
    (text) => {
      expect(rest(text)).toBeUndefined();
    },
  );

  test('is not looked for with a query of a few words, which stand together in honest texts', () => {
    expect(toEchoQuery('symptoms of iron deficiency')).toBeUndefined();
  });

  test('is found in a long text, which quadratic time would not end', () => {
    expect(rest('what is the capital of France '.repeat(20_000))).toEqual({ text: '' });
  });
});

describe('late-interaction', () => {
  const query = 'how does the river carry its stones';
  const spam = 'cheap watches here today for everyone';
  const answer = 'the river carry its stones along when water runs fast';
  const ranked = (passages: readonly string[]) =>
    runAll(lateInteraction, taskOf(cardOf(), passages.map((text) => ({ text })), { query }), new FakeEngine()); // prettier-ignore

  test('ranks a passage by what it has beside the query, and says so', async () => {
    const scores = await ranked([`${query} ${spam}`, spam, answer, query, `${query} ${answer}`]);
    const by = new Map(scores.map((score) => [score.index, score]));
    expect(by.get(0)).toMatchObject({ logit: by.get(1)!.logit, suspect: { reason: 'echo' } });
    expect(by.get(0)!.suspect!.logit).toBeGreaterThan(by.get(2)!.logit);
    for (const honest of [1, 2, 3, 4]) expect(by.get(honest)).not.toHaveProperty('suspect');
    expect(by.get(4)!.logit).toBeGreaterThan(by.get(1)!.logit);
  });
});
