/**
 * @file Serves what the pages of the benchmark load, on this machine alone: under the strict policy, with brotli where asked for, and
 * counting the bytes of every body that leaves.
 *
 * `blob:` is allowed on top of the policy: two of the libraries start their runtime from there. Files may be kept by the browser for good,
 * as hashed names of a bundler are.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { Line } from './line';
import { contentType, isolationHeaders, strictHeaders } from '../../scripts/serve.mjs';

export type BenchServer = {
  readonly url: string;
  /** Bytes of bodies handed to the network since `start`, up to `until`: milliseconds of `Date.now()`. */
  readonly sentBetween: (start: number, until: number) => number;
  readonly close: () => Promise<void>;
};

export type ServerOptions = {
  /** First part of a path, as `dist`, and the folder behind it. */
  readonly folders: Readonly<Record<string, string>>;
  readonly isolated?: boolean;
  /** Compresses bodies where given; costly, so results should be kept. */
  readonly compress?: (body: Uint8Array) => Promise<Uint8Array>;
  /** All connections together. Default: as fast as the machine can. */
  readonly bytesPerSecond?: number;
};

/** Runs `work` with a server, which is closed afterwards. */
export async function withServer<T>(options: ServerOptions, work: (server: BenchServer) => Promise<T>): Promise<T> {
  const server = await serveBench(options);
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

export async function serveBench({
  folders,
  isolated = false,
  compress,
  bytesPerSecond = Infinity,
}: ServerOptions): Promise<BenchServer> {
  const line = new Line(bytesPerSecond);
  const headers = {
    ...strictHeaders,
    'Content-Security-Policy': withBlobs(strictHeaders['Content-Security-Policy']),
    'Cache-Control': 'public, max-age=31536000, immutable',
    ...(isolated ? isolationHeaders : {}),
  };
  const answer = async ({ url = '/', headers: asked }: IncomingMessage, response: ServerResponse) => {
    const path = pathOf(folders, url);
    const body = path === undefined ? undefined : await readFile(path).catch(() => undefined);
    if (path === undefined || !body) {
      response.writeHead(404).end();
      return;
    }
    // Browsers ask for parts as they are.
    const coding = compress && /\bbr\b/.test(asked['accept-encoding'] ?? '') ? { 'Content-Encoding': 'br' } : {};
    const range = /^bytes=(\d+)-(\d+)$/.exec(asked.range ?? '');
    const part = range ? body.subarray(Number(range[1]), Number(range[2]) + 1) : body;
    const coded = compress && 'Content-Encoding' in coding ? await compress(part) : part;
    response.writeHead(range ? 206 : 200, {
      ...headers,
      ...coding,
      ...(range ? { 'Content-Range': `bytes ${range[1]}-${range[2]}/${body.length}` } : {}),
      'Content-Type': contentType(path),
      'Content-Length': coded.length,
    });
    await line.send(response, coded);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected the server to listen on a port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    sentBetween: (start, until) => line.sentBetween(start, until),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** @returns undefined for what lies in none of the folders */
export function pathOf(folders: Readonly<Record<string, string>>, url: string): string | undefined {
  const path = normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname));
  const [prefix] = Object.keys(folders).filter((each) => path.startsWith(`/${each}/`));
  return prefix === undefined ? undefined : join(folders[prefix]!, path.slice(prefix.length + 2));
}

function withBlobs(policy: string): string {
  return policy.replace(/(script-src|worker-src|connect-src) 'self'/g, '$& blob:');
}
