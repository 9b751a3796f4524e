import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRerankError, RerankError } from '../../src/core/errors';
import type { RerankErrorCode } from '../../src/core/errors';
import { decodeError, encodeError, unwired, wired } from '../../src/protocol/wire-error';

const CODES: readonly RerankErrorCode[] = [
  'query-too-long',
  'model-invalid',
  'no-candidate',
  'worker-lost',
  'disposed',
];
const details = fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true });

/** Arbitrary errors of the classes that are kept, each with a chain of causes. */
const errors = fc.letrec<{ error: Error }>((tie) => ({
  error: fc
    .record({
      kind: fc.constantFrom('rerank', 'type', 'range'),
      code: fc.constantFrom(...CODES),
      message: fc.string(),
      details,
      cause: fc.option(tie('error'), { nil: undefined, maxDepth: 3 }),
    })
    .map(({ kind, code, message, details: more, cause }) => {
      const options = cause === undefined ? {} : { cause };
      if (kind === 'type') return new TypeError(message, options);
      if (kind === 'range') return new RangeError(message, options);
      return new RerankError(code, message, { ...options, details: more });
    }),
})).error;

const encodeAndDecode = (error: unknown) => decodeError(structuredClone(encodeError(error)));

function expectSame(got: Error, sent: Error): void {
  expect(got.constructor).toBe(sent.constructor);
  expect(got.name).toBe(sent.name);
  expect(got.message).toBe(sent.message);
  if (sent instanceof RerankError) {
    expect(isRerankError(got, sent.code)).toBe(true);
    expect(Reflect.get(got, 'details')).toEqual(sent.details);
  }
  expect('cause' in got).toBe('cause' in sent);
  if (sent.cause !== undefined) expectSame(got.cause as Error, sent.cause as Error);
}

describe('an encoded and decoded error', () => {
  test('keeps its class, message, code, details and causes', () => {
    fc.assert(fc.property(errors, (error) => expectSame(encodeAndDecode(error), error)));
  });

  test('becomes a RerankError `internal` that names its class, if it is of another class', () => {
    const error = new DOMException('no space left', 'QuotaExceededError');
    expect(encodeAndDecode(error)).toMatchObject({ code: 'internal', message: 'QuotaExceededError: no space left' });
    expect(encodeAndDecode(new SyntaxError('Unexpected token'))).toMatchObject({
      message: 'SyntaxError: Unexpected token',
    });
  });

  test.each([['a string'], [404], [undefined], [null], [Symbol('s')]])(
    'becomes an error if %s was thrown',
    (thrown) => {
      const error = encodeAndDecode(thrown);
      expect(isRerankError(error, 'internal')).toBe(true);
      expect(error.message).toBe(`Error: ${String(thrown)}`);
    },
  );

  test('keeps at most four causes', () => {
    const error = new TypeError('round');
    error.cause = error;
    let depth = 0;
    for (let cause: unknown = encodeAndDecode(error); cause instanceof Error; cause = cause.cause) depth++;
    expect(depth).toBe(5);
  });
});

describe('wired() and unwired()', () => {
  test('carry a value', async () => {
    expect(unwired(structuredClone(await wired(() => Promise.resolve({ a: 1 }))))).toEqual({ a: 1 });
  });

  test('carry an error that is thrown or rejected', async () => {
    const error = new RerankError('model-unavailable', 'Cannot fetch', { details: { status: 404 } });
    const atOnce = () => {
      throw error;
    };
    for (const work of [atOnce, () => Promise.reject(error)]) {
      const wire = structuredClone(await wired(work));
      expect(() => unwired(wire)).toThrow(
        expect.objectContaining({ code: 'model-unavailable', details: { status: 404 } }) as Error,
      );
    }
  });
});

describe('isRerankError()', () => {
  test('tests the class, and the code if one is given', () => {
    const error = new RerankError('superseded', 'm');
    expect([isRerankError(error), isRerankError(error, 'superseded'), isRerankError(error, 'disposed')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(isRerankError(new Error('m'))).toBe(false);
    expect(isRerankError(undefined)).toBe(false);
  });
});
