/**
 * @file A static file server for this machine only. It sends a strict content security policy, so that the demo and the
 * end-to-end tests run under one.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const types = /** @type {Record<string, string>} */ ({
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
});

const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const strictHeaders = {
  'Content-Security-Policy': policy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
};

/** Lets no text become HTML or the URL of a script, unless a policy of the page or of the package allows it. */
const trustedTypesPolicy = `${policy}; require-trusted-types-for 'script'; trusted-types default rankside`;

/** Make a page cross-origin isolated, which WebAssembly threads require. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/**
 * Serves `folder` on 127.0.0.1.
 *
 * @param {string} folder
 * @param {{
 *   port?: number, isolated?: boolean, trustedTypes?: boolean, onRequest?: (path: string) => void
 * }} [options]
 *   `port` 0, the default, chooses a free port; `trustedTypes` adds that to the policy, also to that of workers;
 *   `onRequest` is called with the path of each request before it is answered.
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve(folder, { port = 0, isolated = false, trustedTypes = false, onRequest } = {}) {
  const headers = {
    ...strictHeaders,
    ...(isolated ? isolationHeaders : {}),
    ...(trustedTypes ? { 'Content-Security-Policy': trustedTypesPolicy } : {}),
  };
  const server = createServer((request, response) => {
    onRequest?.(new URL(request.url ?? '/', 'http://here').pathname);
    void answer(folder, request, response, headers);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      resolve(undefined);
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected the server to listen on a port');
  return {
    url: `http://127.0.0.1:${String(address.port)}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/**
 * Answers a GET or HEAD request with a file of `folder`, or with status 404 or 405.
 *
 * @param {string} folder
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {Record<string, string>} headers
 */
export async function answer(folder, request, response, headers) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    sendStatus(response, 405, headers);
    return;
  }
  const file = await findFile(folder, request.url ?? '/');
  if (!file) {
    sendStatus(response, 404, headers);
    return;
  }
  const range = rangeOf(request.headers.range, file.size);
  const { start, end } = range ?? { start: 0, end: file.size - 1 };
  response.writeHead(range ? 206 : 200, {
    ...headers,
    'Accept-Ranges': 'bytes',
    'Content-Type': contentType(file.path),
    'Content-Length': end - start + 1,
    ...(range ? { 'Content-Range': `bytes ${String(start)}-${String(end)}/${String(file.size)}` } : {}),
  });
  if (request.method === 'HEAD' || file.size === 0) response.end();
  else
    createReadStream(file.path, { start, end })
      .on('error', () => response.destroy())
      .pipe(response);
}

/**
 * Reads a header that asks for one range with both ends; any other is answered by the whole file.
 *
 * @param {string | undefined} header
 * @param {number} size
 */
function rangeOf(header, size) {
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(header ?? '') ?? [];
  const range = { start: Number(start), end: Math.min(Number(end), size - 1) };
  return start !== undefined && range.start <= range.end ? range : undefined;
}

/** Chooses the type by the extension of the name. @param {string} path */
export function contentType(path) {
  return types[extname(path)] ?? 'application/octet-stream';
}

/**
 * @param {string} folder
 * @param {string} url
 */
async function findFile(folder, url) {
  const path = localPath(folder, url);
  if (path === undefined) return undefined;
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? { path, size: found.size } : undefined;
}

/**
 * @param {string} folder
 * @param {string} url
 * @returns {string | undefined} undefined for a path outside `folder` or an invalid one
 */
function localPath(folder, url) {
  try {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    if (path.includes('\0')) return undefined;
    const local = normalize(join(folder, path.endsWith('/') ? `${path}index.html` : path));
    return local.startsWith(normalize(`${folder}${sep}`)) ? local : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {Record<string, string>} headers
 */
function sendStatus(response, status, headers) {
  response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(status === 404 ? 'Not found\n' : 'Method not allowed\n');
}
