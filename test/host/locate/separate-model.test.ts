import { describe, expect, test } from 'vitest';
import { assetsUnder } from '../../../src/client/assets-under';
import type { RerankError } from '../../../src/core/errors';
import { locateModel } from '../../../src/host/locate/locate-model';
import type { Environment } from '../../../src/host/platform/environment';
import { embeddedModels } from '../../../src/models/embedded';

const assets = assetsUnder('https://app.invalid/files/');
const card = { ...embeddedModels['fast'], name: 'multi' };

/** Locates `multi` where a server answers every request in the given way. */
function locate(fetch: (url: string) => Promise<Response>) {
  return locateModel({ model: 'multi', assets }, { fetch } as unknown as Environment);
}

async function errorOf(promise: Promise<unknown>): Promise<RerankError> {
  return promise.then(
    () => expect.fail('Expected an error'),
    (error: unknown) => error as RerankError,
  );
}

describe('locateModel() of multi', () => {
  test('reads the card in the folder of the app', async () => {
    const located = await locate((url) => {
      expect(url).toBe('https://app.invalid/files/models/multi/card.json');
      return Promise.resolve(Response.json(card));
    });
    expect(located.card.name).toBe('multi');
    expect(located.urlOf('weights.bin')).toBe('https://app.invalid/files/models/multi/weights.bin');
  });

  test.each([
    ['answers 404', () => new Response('', { status: 404 })],
    ['answers with its page', () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } })],
  ])('says what to do where the server %s', async (_, answer) => {
    const error = await errorOf(locate(() => Promise.resolve(answer())));
    expect(error.code).toBe('model-unavailable');
    expect(error.message).toBe(
      'Expected the files of the model multi at https://app.invalid/files/models/multi/, got none. The package does ' +
        'not contain multi: serve its folder there, or pass its URL instead of its name (docs/models.md#multi)',
    );
  });

  test('does not speak of a missing folder where the network is lost', async () => {
    const error = await errorOf(locate(() => Promise.reject(new TypeError('Failed to fetch'))));
    expect(error.code).toBe('model-unavailable');
    expect(error.message).toContain('Failed to fetch');
    expect(error.message).not.toContain('got none');
  });

  test('is among the names that an unknown name is answered with', async () => {
    const unknown = locateModel({ model: 'mutli', assets }, {} as Environment);
    expect((await errorOf(unknown)).message).toContain('one of base, fast, multi,');
  });
});
