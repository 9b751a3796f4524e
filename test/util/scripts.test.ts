import { describe, expect, test } from 'vitest';
import { foreignScript, scriptsOf } from '../../src/util/scripts';

const scripts = (...languages: string[]) => scriptsOf(languages)!;
const latin = scripts('en');

const texts = {
  english: 'The quick brown fox “jumps” over the lazy dog — 42 times.',
  vietnamese: 'Đường phố Hà Nội rất đông vào buổi sáng',
  chinese: '敏捷的棕色狐狸跳过了懒狗，共四十二次。',
  japanese: '素早い茶色のキツネがのろまな犬を飛び越える',
  korean: '날쌘 갈색 여우가 게으른 개를 뛰어넘는다',
  arabic: 'الثعلب البني السريع يقفز فوق الكلب الكسول',
  persian: 'روباه قهوه‌ای سریع از روی سگ تنبل می‌پرد',
  russian: 'Быстрая коричневая лиса прыгает через ленивую собаку',
  greek: 'Η γρήγορη καφέ αλεπού',
  hebrew: 'השועל החום המהיר',
  hindi: 'तेज़ भूरी लोमड़ी आलसी कुत्ते के ऊपर कूदती है',
  thai: 'สุนัขจิ้งจอกสีน้ำตาล',
};

describe('scriptsOf()', () => {
  test.each([
    [['en'], ['Latin']],
    [['ru'], ['Cyrillic']],
    [['sr'], ['Latin', 'Cyrillic']],
    [['ja'], ['Han', 'Hiragana', 'Katakana']],
    [['zh-Hant'], ['Han', 'Bopomofo']],
    [
      ['EN', 'el'],
      ['Latin', 'Greek'],
    ],
  ])('gives for %j the scripts %j', (languages, expected) => {
    expect([...scriptsOf(languages)!].sort()).toEqual(expected.sort());
  });

  test.each([[['*']], [['en', '*']], [[]], [['tlh']], [['en', 'xx']], [['']]])(
    'gives undefined for %j',
    (languages) => {
      expect(scriptsOf(languages)).toBeUndefined();
    },
  );
});

describe('foreignScript()', () => {
  test.each([
    ['chinese', 'Han'],
    ['korean', 'Hangul'],
    ['arabic', 'Arabic'],
    ['persian', 'Arabic'],
    ['russian', 'Cyrillic'],
    ['greek', 'Greek'],
    ['hebrew', 'Hebrew'],
    ['hindi', 'Devanagari'],
    ['thai', 'Thai'],
  ] as const)('finds in %s text the script %s if only Latin is supported', (language, script) => {
    expect(foreignScript(texts[language], latin)).toBe(script);
  });

  test('finds in Japanese text one of its three scripts', () => {
    expect(['Han', 'Hiragana', 'Katakana']).toContain(foreignScript(texts.japanese, latin));
  });

  test.each([
    ['en', texts.english],
    ['vi', texts.vietnamese],
    ['zh', texts.chinese],
    ['ja', texts.japanese],
    ['ko', texts.korean],
    ['ar', texts.arabic],
    ['fa', texts.persian],
    ['ru', texts.russian],
    ['hi', texts.hindi],
    ['th', texts.thai],
  ])('finds none if %s is supported and the text is in it', (language, text) => {
    expect(foreignScript(text, scripts(language))).toBeUndefined();
  });

  test('finds Latin if it is not supported', () => {
    expect(foreignScript(texts.english, scripts('ja'))).toBe('Latin');
  });

  test.each([
    ['nothing', ''],
    ['digits', '2024-01-31 12:00, 3,50 €'],
    ['emoji', '🎉👩‍👩‍👧 🇫🇷 👍🏽'],
    ['symbols', '→ ∑ ≤ ☃ ♫ 「」、。'],
    ['mathematical letters, which no script owns', '𝐀𝐁𝐂 ℵ ℝ'],
    ['code', 'const π = 3.14; // =>'],
    ['code with a foreign string', 'console.log(`${name}: привет`)'],
  ])('finds none in %s', (_, text) => {
    expect(foreignScript(text, latin)).toBeUndefined();
  });

  test.each([
    ['half and half', 'abc где', undefined],
    ['one letter more outside', 'abc гдеж', 'Cyrillic'],
    ['one letter more inside', 'abcd где', undefined],
    ['a foreign word among marks and digits', '12345 !!! мир 67890', 'Cyrillic'],
    ['accents apart from their letters', 'e\u0301te\u0301 \u0301\u0301\u0301\u0301', undefined],
    ['the most common script of several outside', 'мир 平和 سلام سلام', 'Arabic'],
    ['letters beyond the basic plane', '𠀀𠀁𠀂 ab', 'Han'],
    ['a script that no language of the table has', 'ᚠᚢᚦᚨᚱᚲ', 'another script'],
  ])('decides by the majority of letters: %s', (_, text, expected) => {
    expect(foreignScript(text, latin)).toBe(expected);
  });

  test('does not split a character at the end of the part that is read', () => {
    expect(foreignScript(`${'a'.repeat(249)}𠀀`, latin)).toBeUndefined();
    expect(foreignScript('𠀀'.repeat(5000), latin)).toBe('Han');
  });

  test('does not count a lone surrogate as a letter', () => {
    expect(foreignScript('\uD840\uDC00\uD840', latin)).toBe('Han');
    expect(foreignScript('\uD840', latin)).toBeUndefined();
  });
});
