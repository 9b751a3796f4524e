import { describe, expect, test } from 'vitest';
import { foreignLanguage, loadDetector, nameOfLanguage } from '../../../../src/demo/page/model/language';

const texts = {
  deu: 'Die Fähre zur Insel legt an Werktagen mittags ab und nimmt im Winter keine Autos mit.',
  fra: 'Le ferry pour l’île part à midi en semaine et ne prend pas de voitures en hiver.',
  spa: 'El transbordador a la isla sale al mediodía los días laborables y no lleva coches en invierno.',
  nld: 'De veerboot naar het eiland vertrekt op werkdagen om twaalf uur en neemt in de winter geen auto’s mee.',
  pol: 'Prom na wyspę odpływa w dni robocze w południe i zimą nie zabiera samochodów.',
  rus: 'Паром на остров отходит в полдень по рабочим дням и зимой не перевозит автомобили.',
  ukr: 'Пором на острів відходить опівдні в робочі дні й узимку не перевозить автомобілів.',
  cmn: '前往该岛的渡轮在工作日中午出发,冬季不运载汽车。',
  jpn: '島へのフェリーは平日の正午に出発し、冬は車を運びません。',
  arb: 'تغادر العبّارة إلى الجزيرة ظهرًا في أيام العمل ولا تنقل السيارات في الشتاء.',
  hin: 'द्वीप के लिए नौका कार्यदिवसों में दोपहर को निकलती है और सर्दियों में कारें नहीं ले जाती।',
};
const francAll = await loadDetector();
const english = 'The ferry to the island leaves at noon on weekdays and does not carry cars in winter.';

describe('foreignLanguage()', () => {
  test.each(Object.entries(texts))('finds %s, also among languages of one script', (language, text) => {
    expect(foreignLanguage([text], ['eng'], francAll)).toBe(language);
  });

  test('finds nothing in what the model reads', () => {
    expect(foreignLanguage([english, 'A bicycle chain wants a drop of oil now and then.'], ['eng'], francAll)).toBe(
      undefined,
    );
    expect(foreignLanguage([texts.deu], ['eng', 'deu'], francAll)).toBe(undefined);
  });

  test.each(['git stash pop', 'error 404', 'Dr. Müller', 'x = f(y) + 3', '', '12:30'])(
    'does not judge a text that is too short: %j',
    (text) => {
      expect(foreignLanguage([text], ['eng'], francAll)).toBe(undefined);
    },
  );

  test('judges a few characters of another script', () => {
    expect(foreignLanguage(['渡轮几点出发'], ['eng'], francAll)).toBe('cmn');
  });

  test('needs more than half of the texts, and names the most frequent language', () => {
    expect(foreignLanguage([english, texts.deu], ['eng'], francAll)).toBe(undefined);
    expect(foreignLanguage([english, texts.deu, texts.fra, texts.deu], ['eng'], francAll)).toBe('deu');
  });
});

test('loadDetector() loads the detector once', async () => {
  expect(loadDetector()).toBe(loadDetector());
  expect((await loadDetector())(texts.deu)[0]![0]).toBe('deu');
});

test.each([
  ['deu', 'German'],
  ['cmn', 'Chinese'],
  ['hin', 'Hindi'],
])('nameOfLanguage() of %s is %s', (language, name) => {
  expect(nameOfLanguage(language)).toBe(name);
});
