/**
 * @file Serves the pages of the benchmark on this machine, with a strict content security policy and optional brotli
 * compression, and counts the bytes of every body.
 *
 * The policy also allows `blob:`, from which two of the libraries start their runtime. The browser may cache files
 * indefinitely, as it does with the hashed names of a bundler.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { SharedLine } from './shared-line';
import { contentType, isolationHeaders, strictHeaders } from '../../scripts/serve.mjs';

export type BenchServer = {
  readonly url: string;
  /** Returns the bytes of bodies sent from `start` to `until`, in milliseconds of `Date.now()`. */
  readonly sentBetween: (start: number, until: number) => number;
  readonly close: () => Promise<void>;
};

export type ServerOptions = {
  /** The folder for each first part of a path, such as `dist`. */
  readonly folders: Readonly<Record<string, string>>;
  readonly isolated?: boolean;
  /** Compresses bodies. It should cache its results, because compression is slow. Default: no compression. */
  readonly compress?: (body: Uint8Array) => Promise<Uint8Array>;
  /** The bandwidth of all connections together. Default: unlimited. */
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
  const line = new SharedLine(bytesPerSecond);
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
    // Range requests get uncompressed bytes.
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

/** Returns `undefined` for a path outside of all folders. */
export function pathOf(folders: Readonly<Record<string, string>>, url: string): string | undefined {
  const path = normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname));
  const [prefix] = Object.keys(folders).filter((each) => path.startsWith(`/${each}/`));
  return prefix === undefined ? undefined : join(folders[prefix]!, path.slice(prefix.length + 2));
}

function withBlobs(policy: string): string {
  return policy.replace(/(script-src|worker-src|connect-src) 'self'/g, '$& blob:');
}
