import { describe, expect, test } from 'vitest';
import { urlBelow } from '../../../src/host/locate/url-below';

const base = 'https://models.invalid/one/';

describe('urlBelow()', () => {
  test.each([
    ['card.json', 'https://models.invalid/one/card.json'],
    ['onnx/model.onnx', 'https://models.invalid/one/onnx/model.onnx'],
    ['onnx/../card.json', 'https://models.invalid/one/card.json'],
  ])('gives the URL of %s', (path, url) => {
    expect(urlBelow(base, path)).toBe(url);
  });

  test.each([
    'https://other.invalid/model.onnx',
    '//other.invalid/model.onnx',
    '/model.onnx',
    '../two/model.onnx',
    'onnx/../../two/model.onnx',
    '%2e%2e/two/model.onnx',
    '..%2ftwo/model.onnx',
    '..\\two\\model.onnx',
    'data:application/json,{}',
    'blob:https://models.invalid/1',
    'https://[',
  ])('refuses %s', (path) => {
    expect(() => urlBelow(base, path)).toThrow(`Expected the model to name files below ${base}, got \`${path}\``);
  });

  test('gives files of other origins that the caller allows, and of no others', () => {
    const allowed = ['https://cdn.invalid'];
    expect(urlBelow(base, 'https://cdn.invalid/a/model.onnx', allowed)).toBe('https://cdn.invalid/a/model.onnx');
    expect(() => urlBelow(base, 'http://cdn.invalid/model.onnx', allowed)).toThrow('to name files below');
    expect(() => urlBelow(base, 'https://cdn.invalid:444/model.onnx', allowed)).toThrow('to name files below');
    expect(() => urlBelow(base, 'blob:https://cdn.invalid/1', allowed)).toThrow('to name files below');
    expect(() => urlBelow(base, '../two/model.onnx', allowed)).toThrow('to name files below');
  });
});
