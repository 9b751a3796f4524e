import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { FileSource } from '../../../src/models/files/download';
import { loadFile } from '../../../src/models/files/load-file';
import type { ModelStore } from '../../../src/models/files/model-store';
import type { FileRef } from '../../../src/models/card';

const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
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
    fetch: async (requested) => (fetched.push(requested), answer()),
    onBytes: (_, loaded, fromCache) => progress.push([loaded, fromCache]),
    warn: (message) => warnings.push(message),
    ...more,
  });
}

/** A body in chunks of `size` bytes that is interrupted after `breakAfter` bytes, if given. */
function chunked(body: Uint8Array, size: number, breakAfter = Infinity): Response {
  let offset = 0;
  return new Response(
    new ReadableStream<Uint8Array>({
      pull(controller) {
        if (offset >= breakAfter) controller.error(new TypeError('network error'));
        else if (offset >= body.length) controller.close();
        else controller.enqueue(body.slice(offset, (offset += size)));
      },
    }),
  );
}

const notTheFile = (what: string) => ({
  code: 'model-invalid',
  message: `Expected m.onnx (1000 bytes) at ${url}, got ${what}`,
});

describe('loadFile()', () => {
  test('downloads a file, reports progress, and stores the file after a check', async () => {
    expect(await load(() => chunked(bytes, 400))).toEqual(bytes);
    expect(fetched).toEqual([url]);
    expect(progress).toEqual([
      [400, false],
      [800, false],
      [1000, false],
    ]);
    expect(kept.get(file.sha256)).toEqual(bytes);
  });

  test('loads a stored file without a request', async () => {
    kept.set(file.sha256, bytes);
    expect(await load(() => expect.fail('fetched'))).toEqual(bytes);
    expect(progress).toEqual([[1000, true]]);
    expect(warnings).toEqual([]);
  });

  test.each([
    ['changed', bytes.map((byte, index) => (index === 500 ? byte ^ 1 : byte))],
    ['shortened', bytes.slice(0, 999)],
    ['empty', new Uint8Array()],
  ])('downloads a stored copy that is %s again, with a warning', async (_, damaged) => {
    kept.set(file.sha256, damaged);
    expect(await load(() => chunked(bytes, 1000))).toEqual(bytes);
    expect(warnings).toEqual(['The stored copy of m.onnx is damaged; it is downloaded again']);
    expect(kept.get(file.sha256)).toEqual(bytes);
  });

  test('deletes a damaged copy even if the new one cannot be fetched', async () => {
    kept.set(file.sha256, bytes.slice(1));
    await expect(load(() => Response.error())).rejects.toMatchObject({ code: 'model-unavailable' });
    expect(kept.size).toBe(0);
  });

  test('gives the bytes if the store is full', async () => {
    expect(await load(() => chunked(bytes, 300), store(true))).toEqual(bytes);
    expect(kept.size).toBe(0);
  });
});

describe('loadFile() refuses', () => {
  test.each([
    ['other bytes of the same length', bytes.map((byte) => byte ^ 1), 'other bytes'],
    ['a shorter file', bytes.slice(0, 999), '999 bytes'],
    ['a longer file', new Uint8Array(1001), 'more bytes'],
    ['nothing', new Uint8Array(), '0 bytes'],
  ])('%s as model-invalid, and stores nothing of it', async (_, body, what) => {
    await expect(load(() => chunked(body, 100))).rejects.toMatchObject(notTheFile(what));
    expect(kept.size).toBe(0);
  });

  test.each([
    ['shorter', 20],
    ['longer', 2000],
  ])('an HTML page %s than the file, and names it in the message', async (_, length) => {
    const page = `\n <!DOCTYPE html><title>Not found</title>${' '.repeat(length)}`;
    const answer = () => new Response(page, { headers: { 'Content-Type': 'text/html' } });
    await expect(load(answer)).rejects.toMatchObject(notTheFile('an HTML page'));
  });

  test.each([404, 403, 500])('a response with status %i as model-unavailable', async (status) => {
    await expect(load(() => new Response('no', { status }))).rejects.toMatchObject({
      code: 'model-unavailable',
      message: expect.stringContaining(`Cannot fetch ${url}: the server answered ${status}`) as string,
    });
  });

  test('a request that fails as model-unavailable, with its cause', async () => {
    const cause = new TypeError('Failed to fetch');
    await expect(load(() => Promise.reject(cause))).rejects.toMatchObject({
      code: 'model-unavailable',
      message: expect.stringContaining(`Cannot fetch ${url}: TypeError: Failed to fetch`) as string,
      cause,
    });
  });

  test('a download that is interrupted as model-unavailable', async () => {
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

  test('is resumed by a later visit after the last complete part, and leaves no parts in the store', async () => {
    const broken = () => chunked(bytes, 100, 700);
    const once = { partBytes, fetch: (requested: string) => (fetched.push(requested), Promise.resolve(fetched.length > 1 ? new Response(null, { status: 503 }) : broken())) }; // prettier-ignore
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

  /** A server that answers ranges by `answerRange`, and other requests by the whole file. */
  const ranged =
    (answerRange: () => Response): FileSource['fetch'] =>
    (_, init) => {
      const range = new Headers(init?.headers).get('range');
      fetched.push(range ?? 'whole');
      return Promise.resolve(range ? answerRange() : chunked(bytes, 400));
    };

  test.each([
    ['416', () => new Response(null, { status: 416 })],
    [
      '206 from another offset',
      () => new Response(bytes, { status: 206, headers: { 'Content-Range': 'bytes 0-999/1000' } }),
    ],
    ['206 with the whole file and no range', () => new Response(bytes, { status: 206 })],
    ['206 with other bytes', () => new Response(bytes.slice(0, 700), { status: 206 })],
  ])('is downloaded from the start if the server answers a range by %s', async (_, answer) => {
    kept.set(`${file.sha256}/part/0`, bytes.slice(0, partBytes));
    const fetch = ranged(answer);
    expect(await load(() => expect.fail(), store(), { partBytes, fetch })).toEqual(bytes);
    expect(fetched).toEqual(['bytes=300-', 'whole']);
    expect(warnings).toEqual([]);
    expect([...kept.keys()]).toEqual([file.sha256]);
  });

  test('is downloaded from the start if its stored parts are damaged', async () => {
    kept.set(`${file.sha256}/part/0`, new Uint8Array(partBytes));
    const fetch = ranged(() => new Response(bytes.slice(partBytes), { status: 206 }));
    expect(await load(() => expect.fail(), store(), { partBytes, fetch })).toEqual(bytes);
    expect([...kept.keys()]).toEqual([file.sha256]);
  });
});

describe('a server', () => {
  test('that announces more bytes than the file has is refused before they are read', async () => {
    let read = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => (read++, controller.enqueue(new Uint8Array(1000))),
    });
    const answer = () => new Response(body, { headers: { 'Content-Length': '8000000000' } });
    await expect(load(answer)).rejects.toMatchObject(notTheFile('8000000000 bytes'));
    expect(read).toBeLessThanOrEqual(1); // the stream fills its own queue
  });
});
