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
});
