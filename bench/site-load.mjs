/**
 * @file `node bench/site-load.mjs [--index <folder>] [--http1]`: what a visitor waits for who searches an index over a
 * line of 10 Mbit/s with 20 ms to the first byte, and how many bytes ten queries fetch. The index is one that
 * `node bench/site-search.mjs` made (default: that of `ai`).
 *
 * The server speaks HTTP/2, as hosts of static files do, with a certificate that `openssl` makes for this run.
 *
 * The server sends all answers through one line. The model files come from the same line; they are timed apart, because
 * the browser keeps them.
 */
import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright';
import { ensureBuilt } from '../scripts/build.mjs';
import { chromiumFlags, ensureChromium } from '../scripts/chromium.mjs';
import { cache, dist, root } from '../scripts/paths.mjs';

const BYTES_PER_MS = 10e6 / 8 / 1000;
const LATENCY_MS = 20;
const PIECE = 16 * 1024;
const TYPES = {
  '.js': 'text/javascript',
  '.html': 'text/html',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

await ensureBuilt();
const at = process.argv.indexOf('--index');
const index = at < 0 ? join(cache, 'sites', 'ai-index-fast') : process.argv[at + 1];
const questions = JSON.parse(await readFile(join(root, 'bench/site-search/questions.json'), 'utf8')).ai.slice(0, 10);

let lineFree = 0;
const sent = { index: 0, other: 0 };
const isOld = process.argv.includes('--http1');
const { key, cert } = await certificate();
const listen = (request, response) => void answer(request, response);
const server = isOld ? createServer(listen) : createSecureServer({ key, cert }, listen);
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const trusted = `--ignore-certificate-errors-spki-list=${fingerprintOf(cert)}`;
const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags, trusted] });
const page = await browser.newPage();
await page.goto(`${isOld ? 'http' : 'https'}://127.0.0.1:${String(server.address().port)}/`);
const figures = await page.evaluate(
  async (asked) => {
    const { openCollection } = await import('/rankside/collection.js');
    const { createReranker } = await import('/rankside/index.js');
    const start = performance.now();
    const since = (from) => Math.round(performance.now() - from);
    const own = await openCollection('/search/', { create: { assets: '/rankside/' } });
    const opened = since(start);
    const [first, ...others] = asked;
    const result = { opened, words: 0, settledFirst: 0, fetchedFirst: 0 };
    for await (const { kind, stats } of own.stream(first)) {
      if (kind === 'words') Object.assign(result, { words: since(start), fetchedWords: stats.fetchedBytes });
      else Object.assign(result, { settledFirst: since(start), fetchedFirst: stats.fetchedBytes });
    }
    await own.close();
    // A visit with the model at hand: the model's files are in the browser's storage.
    const reranker = await createReranker({ model: 'fast', strategy: 'exact', assets: '/rankside/' });
    const again = await openCollection('/search/', { reranker });
    const loaded = performance.now();
    const { stats } = await again.search(first);
    result.settledAfterLoad = since(loaded);
    result.modelCalls = stats.modelCalls;
    const times = [];
    let fetched = stats.fetchedBytes;
    for (const question of others) {
      const from = performance.now();
      fetched = (await again.search(question)).stats.fetchedBytes;
      times.push(since(from));
    }
    result.others = times.join(' ');
    result.fetchedByTen = fetched;
    return result;
  },
  questions.map(([question]) => question),
);
process.stdout.write(`${JSON.stringify(figures, undefined, 1)}\n`);
await browser.close();
server.close();

async function answer(request, response) {
  const { pathname } = new URL(request.url, 'http://localhost');
  const file = pathname === '/' ? undefined : fileOf(pathname);
  const found = file && (await stat(file).catch(() => undefined));
  if (pathname !== '/' && !found?.isFile()) return void response.writeHead(404).end();
  const bytes = found ? await readFile(file) : Buffer.from('<!doctype html><title>Load</title>');
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  const part = from === undefined ? bytes : bytes.subarray(Number(from), Number(to) + 1);
  sent[pathname.startsWith('/search/') ? 'index' : 'other'] += part.length;
  await pause(LATENCY_MS);
  response.writeHead(from === undefined ? 200 : 206, {
    'Content-Type': TYPES[extname(file ?? 'index.html')] ?? 'application/octet-stream',
    'Content-Length': part.length,
    'Cache-Control': 'no-cache',
    'Accept-Ranges': 'bytes', // as hosts of static files send it
    ...(from === undefined
      ? {}
      : { 'Content-Range': `bytes ${from}-${Number(from) + part.length - 1}/${bytes.length}` }),
  });
  for (let sentBytes = 0; sentBytes < part.length; sentBytes += PIECE) {
    const piece = part.subarray(sentBytes, sentBytes + PIECE);
    lineFree = Math.max(lineFree, performance.now()) + piece.length / BYTES_PER_MS;
    await pause(lineFree - performance.now());
    response.write(piece);
  }
  response.end();
}

/** A key and a certificate for 127.0.0.1. */
async function certificate() {
  const folder = await mkdtemp(join(tmpdir(), 'rankside-certificate-'));
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'];
  execFileSync('openssl', [...request, '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' });
  const read = { key: await readFile(keyFile), cert: await readFile(certFile) };
  await rm(folder, { recursive: true });
  return read;
}

/** The hash of a certificate's public key, by which the browser is told to trust it. */
function fingerprintOf(pem) {
  const spki = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('base64');
}

function fileOf(pathname) {
  if (pathname.startsWith('/rankside/')) return join(dist, pathname.slice('/rankside/'.length));
  return pathname.startsWith('/search/') ? join(index, pathname.slice('/search/'.length)) : undefined;
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
