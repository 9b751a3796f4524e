/** @file Folders of models on servers that are not trusted: what their cards name, and whether they answer. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { root } from '../../../scripts/paths.mjs';
import { nodeEnvironment } from '../../../src/cli/node-environment';
import { createReranker } from '../../../src/client/create-reranker';
import type { CreateOptions, Reranker } from '../../../src/client/reranker';
import { exposeHost } from '../../../src/host/expose-host';
import type { ModelCard } from '../../../src/models/card';
import { limitedFetch } from '../../../src/models/files/limited-fetch';
import { runtimeFor } from '../../engine/runtimes/kernel/node-kernel';

const folder = join(root, 'test/fixtures/models/tiny-late');
const open: (Server | Reranker)[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) {
    if (!('closeAllConnections' in each)) await each.dispose();
    else {
      each.closeAllConnections();
      each.close();
    }
  }
});

/** Serves the tiny model at any path with a changed card; `asked` has the requested paths. */
async function serveFolder(change: (card: ModelCard) => void = () => undefined) {
  const card = JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')) as ModelCard;
  change(card);
  return listen(async (path) => {
    const name = path.split('/').at(-1);
    return name === 'card.json' ? JSON.stringify(card) : readFile(join(folder, name));
  });
}

/** Starts a server whose answers may never come. */
async function listen(answer: (path: string) => Promise<string | Uint8Array>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    void answer(request.url!).then((body) => response.end(body));
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function create(origin: string, options: CreateOptions = {}): Promise<Reranker> {
  const worker = () => {
    const { port1, port2 } = new MessageChannel();
    exposeHost(port2, {
      ...nodeEnvironment,
      // A server that does not answer is given up after 20 s elsewhere.
      fetch: limitedFetch((url, init) => nodeEnvironment.fetch(url, init), 500),
      createKernel: () => runtimeFor('kernel'),
    });
    return port1;
  };
  const assets = 'https://nowhere.invalid/';
  const reranker = await createReranker({
    model: new URL(`${origin}/model/`),
    device: 'wasm',
    assets,
    worker,
    ...options,
  });
  open.push(reranker);
  return reranker;
}

/** Names the weights of the kernel. */
function nameWeights(card: ModelCard, changes: { readonly path?: string; readonly bytes?: number }): void {
  for (const { data } of card.variants) Object.assign(data[0]!, changes);
}

describe('a folder whose card names its weights', () => {
  test.each([
    ['on another origin', (other: string) => `${other}/weights.bin`],
    ['above the folder', () => '../weights.bin'],
    ['above the folder in escapes', () => '%2e%2e/weights.bin'],
    ['from the root', () => '/weights.bin'],
  ])('%s is refused without a request there', async (_, pathOf) => {
    const other = await listen(() => Promise.resolve('no weights'));
    const path = pathOf(other.origin);
    const { origin, asked } = await serveFolder((card) => nameWeights(card, { path }));
    await expect(create(origin)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining(`name files below ${origin}/model/, got \`${path}\``) as string,
    });
    expect(other.asked).toEqual([]);
    expect(asked.filter((url) => !url.startsWith('/model/') || url.includes('weights'))).toEqual([]);
  });

  test('or its tokenizer on an origin that the caller allows is loaded', async () => {
    const other = await serveFolder();
    const path = `${other.origin}/elsewhere/tokenizer.json`;
    const { origin } = await serveFolder((card) => Object.assign(card.tokenizer, { path }));
    const reranker = await create(origin, { modelOrigins: [other.origin] });
    expect((await reranker.rerank('bread', ['one', 'two'])).stats.complete).toBe(true);
    expect(other.asked).toEqual(['/elsewhere/tokenizer.json']);
  });

  test.each([1, 34_047, 34_049])('with %i bytes is refused with both sizes, and asked for once', async (bytes) => {
    const { origin, asked } = await serveFolder((card) => nameWeights(card, { bytes }));
    await expect(create(origin)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringMatching(
        new RegExp(`weights\\.bin \\(${bytes} bytes\\) at .*, got 34048 bytes$`),
      ) as string,
    });
    expect(asked.filter((url) => url.includes('weights'))).toHaveLength(1);
  });
});

describe('a server', () => {
  test('that accepts connections and never sends headers ends creation with model-unavailable', async () => {
    const { origin } = await listen(() => new Promise(() => undefined));
    await expect(create(origin)).rejects.toMatchObject({
      code: 'model-unavailable',
      message: expect.stringContaining('sent no answer within 500 ms') as string,
    });
  });

  test('that sends the card and no other headers ends creation with model-unavailable', async () => {
    const card = await readFile(join(folder, 'card.json'), 'utf8');
    const { origin } = await listen((path) =>
      path.endsWith('card.json') ? Promise.resolve(card) : new Promise(() => undefined),
    );
    await expect(create(origin)).rejects.toMatchObject({ code: 'model-unavailable' });
  });
});
