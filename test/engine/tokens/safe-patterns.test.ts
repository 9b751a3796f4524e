import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PlainTokenizer } from '../../../src/engine/tokens/plain-tokenizer';

const folder = new URL('../../fixtures/models/tokenizers/', import.meta.url);
const tiny = JSON.parse(
  readFileSync(new URL('../../fixtures/models/tiny-late/tokenizer.json', import.meta.url), 'utf8'),
) as { model: object };
const splitBy = (Regex: string) => ({ type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false });
const replaceBy = (pattern: object, content: string) => ({ type: 'Replace', pattern, content });
const withSplitter = (splitter: object) => () => new PlainTokenizer({ ...tiny, pre_tokenizer: splitter });
const withNormalizer = (normalizer: object) => () => new PlainTokenizer({ ...tiny, normalizer });

const LLAMA_3 =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*" +
  '|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';
const CASED = '\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}&&[^\\p{Han}]';
const LOWER = '\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}&&[^\\p{Han}]';
/** Classes that are intersections become lookaheads. */
const KIMI =
  `[\\p{Han}]+|[^\\r\\n\\p{L}\\p{N}]?[${CASED}]*[${LOWER}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?` +
  `|[^\\r\\n\\p{L}\\p{N}]?[${CASED}]+[${LOWER}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?` +
  '|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';
const DEEPSEEK = ['[\\r\\n]', '\\s?\\p{L}+', '\\s?\\p{P}+', '\\s+$', '[一-龥ࠀ-一가-퟿]+', '\\p{N}'];
const BYTES = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false };

describe('a tokenizer of a released model', () => {
  test.each(readdirSync(folder).filter((each) => each.endsWith('.json')))('%s is read', (name) => {
    expect(() => new PlainTokenizer(JSON.parse(readFileSync(new URL(name, folder), 'utf8')))).not.toThrow();
  });

  test.each([
    ['Llama 3', [LLAMA_3]],
    ['Kimi', [KIMI]],
    ['DeepSeek', DEEPSEEK],
    ['Bloom', [' ?[^(\\s|[.,!?…。，、।۔،])]+']],
    ['Falcon', ['[0-9][0-9][0-9]']],
  ])('with the expressions of %s is read', (_, sources) => {
    expect(withSplitter({ type: 'Sequence', pretokenizers: [...sources.map(splitBy), BYTES] })).not.toThrow();
  });

  test('with the replacements of ALBERT and Gemma is read', () => {
    const normalizers = [
      replaceBy({ String: '``' }, '"'),
      replaceBy({ String: "''" }, '"'),
      replaceBy({ Regex: ' {2,}' }, ' '),
      replaceBy({ String: ' ' }, '▁'),
    ];
    expect(withNormalizer({ type: 'Sequence', normalizers })).not.toThrow();
  });
});

describe('a tokenizer of a hostile model is refused', () => {
  test.each([
    ['(a|a)'.repeat(40) + 'b', /possibly exponential time/],
    ['a?'.repeat(40) + 'a'.repeat(40), /possibly exponential time/],
    ['(\\w+\\s?)*$', /possibly exponential time/],
    ['(a|a)*$', /possibly exponential time/],
    ['(?i:(x+x+)+y)', /possibly exponential time/],
    ['(?>a+)+b', /possibly exponential time/],
    ['[[a]b](a|a)*c', /possibly exponential time/],
    ['\\s*\\s*x', /grow with the power 3/],
    ['(.*)\\1x', /a backreference/],
    ['(a', /can be built/],
    ['a'.repeat(30_000), /at most 20000 characters, got 30000/],
  ])('for the expression %s', (source, message) => {
    expect(withSplitter(splitBy(source))).toThrow(expect.objectContaining({ code: 'model-invalid' }));
    expect(withSplitter(splitBy(source))).toThrow(message);
    expect(withSplitter({ type: 'Sequence', pretokenizers: [BYTES, splitBy(source)] })).toThrow(message);
    expect(withNormalizer(replaceBy({ Regex: source }, ''))).toThrow(message);
  });

  test('for many expressions that are harmless one by one', () => {
    const pretokenizers = Array.from({ length: 200 }, () => splitBy('\\s*x'));
    expect(withSplitter({ type: 'Sequence', pretokenizers })).toThrow(/bounded time/);
  });

  test.each([
    ['forty times twice as long', Array.from({ length: 40 }, () => replaceBy({ String: 'a' }, 'aa'))],
    ['longer at every position', Array.from({ length: 10 }, () => replaceBy({ Regex: 'x*' }, 'a'))],
    ['the text itself', [replaceBy({ String: 'a' }, "$'")]],
  ])('for replacements: %s', (_, normalizers) => {
    expect(withNormalizer({ type: 'Sequence', normalizers })).toThrow(/at most 100 times longer/);
  });

  test.each([
    ['a long replacement', { normalizer: replaceBy({ String: 'a' }, 'b'.repeat(1e6)) }],
    ['a long blank', { pre_tokenizer: { type: 'Metaspace', replacement: '▁'.repeat(200), prepend_scheme: 'never' } }],
    ['pieces of no length', { pre_tokenizer: { type: 'FixedLength', length: 0 } }],
    ['pieces of negative length', { pre_tokenizer: { type: 'FixedLength', length: -1 } }],
    ['words of any length', { model: { ...tiny.model, max_input_chars_per_word: 1e9 } }],
    ['words of a length in quotes', { model: { ...tiny.model, max_input_chars_per_word: '1e9' } }],
  ])('for %s', (_, changes) => {
    expect(() => new PlainTokenizer({ ...tiny, ...changes })).toThrow(
      expect.objectContaining({ code: 'model-invalid' }),
    );
  });

  test('for an expression that is hidden below many levels', () => {
    let hidden: object = splitBy('(a+)+$');
    for (let level = 0; level < 12; level++) hidden = { type: 'Sequence', pretokenizers: [hidden] };
    expect(withSplitter(hidden)).toThrow(/at most 20 levels/);
  });
});
