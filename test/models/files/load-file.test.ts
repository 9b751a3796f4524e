import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { FileSource } from '../../../src/models/files/download';
import { loadFile } from '../../../src/models/files/load-file';
import type { ModelStore } from '../../../src/models/files/model-store';
import type { FileRef } from '../../../src/models/card';

const bytes = Uint8Array.from({ length: 1000 }, (_, at) => at % 251);
const file: FileRef = { path: 'm.onnx', bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
const url = 'https://models.invalid/m.onnx';

let kept: Map<string, Uint8Array>;
let fetched: string[];
let warnings: string[];
let progress: [number, boolean][];
beforeEach(() => {
  kept = new Map();
  [fetched, warnings, progress] = [[], [], []];
});

function store(full = false): ModelStore {
  return {
    kind: 'persistent',
    get: (key) => Promise.resolve(kept.get(key)),
    put: (key, value) => Promise.resolve(!full && kept.set(key, value).size > 0),
    delete: (key) => Promise.resolve(void kept.delete(key)),
  };
}

function load(
  answer: () => Response | Promise<Response>,
  from = store(),
  more: Partial<FileSource> = {},
): Promise<Uint8Array> {
  return loadFile(file, url, {
    store: from,
    fetch: async (asked) => (fetched.push(asked), answer()),
    onBytes: (_, loaded, fromCache) => progress.push([loaded, fromCache]),
    warn: (message) => warnings.push(message),
    ...more,
  });
}

/** A body that comes in `size`-byte chunks and, if told so, breaks off after `breakAfter` bytes. */
function chunked(body: Uint8Array, size: number, breakAfter = Infinity): Response {
  let at = 0;
  return new Response(
    new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at >= breakAfter) controller.error(new TypeError('network error'));
        else if (at >= body.length) controller.close();
        else controller.enqueue(body.slice(at, (at += size)));
      },
    }),
  );
}

const notTheFile = (what: string) => ({
  code: 'model-invalid',
  message: `Expected m.onnx (1000 bytes) at ${url}, got ${what}`,
});

describe('loadFile()', () => {
  test('fetches, tells its progress, and keeps what it checked', async () => {
    expect(await load(() => chunked(bytes, 400))).toEqual(bytes);
    expect(fetched).toEqual([url]);
    expect(progress).toEqual([
      [400, false],
      [800, false],
      [1000, false],
    ]);
    expect(kept.get(file.sha256)).toEqual(bytes);
  });

  test('takes a kept file without a request', async () => {
    kept.set(file.sha256, bytes);
    expect(await load(() => expect.fail('fetched'))).toEqual(bytes);
    expect(progress).toEqual([[1000, true]]);
    expect(warnings).toEqual([]);
  });

  test.each([
    ['changed', bytes.map((byte, at) => (at === 500 ? byte ^ 1 : byte))],
    ['shortened', bytes.slice(0, 999)],
    ['empty', new Uint8Array()],
  ])('fetches a kept copy that is %s again, with a warning', async (_, damaged) => {
    kept.set(file.sha256, damaged);
    expect(await load(() => chunked(bytes, 1000))).toEqual(bytes);
    expect(warnings).toEqual(['The stored copy of m.onnx is damaged; it is downloaded again']);
    expect(kept.get(file.sha256)).toEqual(bytes);
  });

  test('drops a damaged copy even when the new one cannot be fetched', async () => {
    kept.set(file.sha256, bytes.slice(1));
    await expect(load(() => Response.error())).rejects.toMatchObject({ code: 'model-unavailable' });
    expect(kept.size).toBe(0);
  });

  test('gives the bytes when the store is full', async () => {
    expect(await load(() => chunked(bytes, 300), store(true))).toEqual(bytes);
    expect(kept.size).toBe(0);
  });
});

describe('loadFile() refuses', () => {
  test.each([
    ['other bytes of the same length', bytes.map((byte) => byte ^ 1)],
    ['a shorter file', bytes.slice(0, 999)],
    ['a longer file', new Uint8Array(1001)],
    ['nothing', new Uint8Array()],
  ])('%s as model-invalid, and keeps none of it', async (_, body) => {
    await expect(load(() => chunked(body, 100))).rejects.toMatchObject(notTheFile('other bytes'));
    expect(kept.size).toBe(0);
  });

  test.each([
    ['shorter', 20],
    ['longer', 2000],
  ])('an HTML page %s than the file, and calls it that', async (_, length) => {
    const page = `\n <!DOCTYPE html><title>Not found</title>${' '.repeat(length)}`;
    const answer = () => new Response(page, { headers: { 'Content-Type': 'text/html' } });
    await expect(load(answer)).rejects.toMatchObject(notTheFile('an HTML page'));
  });

  test.each([404, 403, 500])('an answer of %i as model-unavailable', async (status) => {
    await expect(load(() => new Response('no', { status }))).rejects.toMatchObject({
      code: 'model-unavailable',
      message: `Cannot fetch ${url}: the server answered ${status}`,
    });
  });

  test('a request that fails as model-unavailable, with its cause', async () => {
    const cause = new TypeError('Failed to fetch');
    await expect(load(() => Promise.reject(cause))).rejects.toMatchObject({
      code: 'model-unavailable',
      message: `Cannot fetch ${url}: TypeError: Failed to fetch`,
      cause,
    });
  });

  test('a download that breaks off as model-unavailable', async () => {
    await expect(load(() => chunked(bytes, 100, 300))).rejects.toMatchObject({
      code: 'model-unavailable',
      message: `The download of ${url} was interrupted: TypeError: network error`,
    });
    expect(kept.size).toBe(0);
  });
});

describe('a large file', () => {
  const partBytes = 300;
  const parts = () => [...kept.keys()].filter((key) => key.includes('/part/'));

  test('is gone on with by a later visit, from the last part that was complete, and leaves no parts behind', async () => {
    const broken = () => chunked(bytes, 100, 700);
    const once = {
      partBytes,
      fetch: (asked: string) => {
        fetched.push(asked);
        return Promise.resolve(fetched.length > 1 ? new Response(null, { status: 503 }) : broken());
      },
    };
    await expect(load(broken, store(), once)).rejects.toMatchObject({ code: 'model-unavailable' });
    expect(parts()).toHaveLength(2);
    const ranges: (string | null)[] = [];
    const resumed: FileSource['fetch'] = (_, init) => {
      ranges.push(new Headers(init?.headers).get('range'));
      return Promise.resolve(new Response(bytes.slice(600), { status: 206 }));
    };
    expect(await load(broken, store(), { partBytes, fetch: resumed })).toEqual(bytes);
    expect(ranges).toEqual(['bytes=600-']);
    expect([...kept.keys()]).toEqual([file.sha256]);
  });

  test('whose parts are of another file is refused, and begun anew the next time', async () => {
    kept.set(`${file.sha256}/part/0`, new Uint8Array(partBytes));
    const rest = () => new Response(bytes.slice(partBytes), { status: 206 });
    await expect(load(rest, store(), { partBytes })).rejects.toMatchObject(notTheFile('other bytes'));
    expect(parts()).toEqual([]);
    expect(await load(() => chunked(bytes, 400), store(), { partBytes })).toEqual(bytes);
  });
});
