/** @file The headers that a remote reranker sends, and how much of an answer it reads. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRemoteReranker } from '../../src/remote';
import type { RemoteOptions } from '../../src/remote';
import { startServer } from './server';
import type { TestServer } from './server';

const query = 'broken clocks';
const texts = ['clocks in a town', 'broken clocks'];
let server: TestServer;
beforeEach(async () => {
  server = await startServer('cohere');
});
afterEach(() => server.close());

const remote = (options: Partial<RemoteOptions>) =>
  createRemoteReranker({ url: server.url, api: 'cohere', ...options });

describe('createRemoteReranker()', () => {
  test.each<[what: string, headers: Record<string, string>]>([
    ['a value with a line end', { Authorization: 'Bearer a\r\nX-Other: b' }],
    ['a name with a blank', { 'X Key': 'a' }],
    ['an empty name', { '': 'a' }],
    ['a value beyond Latin-1', { 'X-Key': '鍵' }],
    ['a value that is absent', { 'X-Key': undefined as unknown as string }],
  ])('refuses %s in a header at its creation, without repeating the value', (_, headers) => {
    const [name] = Object.keys(headers);
    let caught: unknown;
    try {
      remote({ headers });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(TypeError);
    const { message } = caught as TypeError;
    expect(message).toBe(
      `Expected \`headers\` to have names and values that HTTP allows, got \`${JSON.stringify(name)}\``,
    );
    expect(message).not.toContain('Bearer');
  });

  test.each(['content-type', 'Content-Type', 'CONTENT-TYPE'])(
    'sends one content type, whatever `%s` says',
    async (name) => {
      await using reranker = remote({ headers: { [name]: 'text/plain', 'X-Key': 'a' } });
      await reranker.rerank(query, texts);
      expect(server.received[0]!.headers).toMatchObject({ 'content-type': 'application/json', 'x-key': 'a' });
    },
  );

  test.each([200, 400])('stops reading an endless body of status %i', async (status) => {
    let sent = 0;
    server.play((response) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      const more = () => {
        while (!response.destroyed && response.write(' '.repeat(2 ** 16))) sent += 2 ** 16;
      };
      response.on('drain', more);
      more();
    });
    await using reranker = remote({ timeoutMs: 60_000 });
    const code = status === 200 ? 'remote-invalid' : 'remote-refused';
    await expect(reranker.rerank(query, texts)).rejects.toMatchObject({ code });
    expect(sent).toBeLessThan(64 * 2 ** 20);
    expect(reranker.report.requests).toBe(1);
  });
});
