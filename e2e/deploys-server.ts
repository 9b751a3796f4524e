/**
 * @file A server of the built demo that deploys one version after the other. The versions differ in the names of all
 * files with a hash, as after a build of other sources, and the server has the files of the newest one only.
 */
import { readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { demoDist } from '../scripts/paths.mjs';
import { contentType, strictHeaders } from '../scripts/serve.mjs';

const TEXTS = ['.html', '.js', '.json', '.mjs'];

type Held = (path: string, bytes: number) => boolean;

export interface DeployServer {
  readonly url: string;
  /** The paths that were answered with 404. */
  readonly missed: readonly string[];
  /** The paths that were answered with a file. */
  readonly served: readonly string[];
  /**
   * Replaces the files by those of a version and cuts off unfinished answers.
   *
   * @param held tells by path and size which downloads stop in the middle until the next deploy. Default: none
   */
  deploy(version: number, held?: Held): void;
  /** Makes the server claim another version than its pages have. */
  claim(version: string): void;
  close(): Promise<void>;
}

export async function serveDeploys(): Promise<DeployServer> {
  const assets = (await readdir(join(demoDist, 'assets'))).filter((name) => /-[\w-]{8}\.\w+$/.test(name));
  const { version: built } = JSON.parse(await readFile(join(demoDist, 'version.json'), 'utf8')) as { version: string };
  const missed: string[] = [];
  const served: string[] = [];
  const unfinished = new Set<ServerResponse>();
  let current = 1;
  let held: Held | undefined;
  let claimed: string | undefined;

  const nameIn = (name: string, version: number) => name.replace(/(\.\w+)$/, `.v${version}$1`);
  const inVersion = (text: string, version: number) => {
    const renamed = assets.reduce((sofar, name) => sofar.replaceAll(name, nameIn(name, version)), text);
    return renamed.replaceAll(built, `${built}-${version}`);
  };
  const fileOf = (path: string): string | undefined => {
    if (!path.startsWith('assets/')) return path === '' ? 'index.html' : path;
    const name = path.slice('assets/'.length);
    const found = assets.find((each) => nameIn(each, current) === name);
    if (found !== undefined) return `assets/${found}`;
    return assets.some((each) => name.startsWith(each.replace(/\.\w+$/, ''))) ? undefined : path;
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://here').pathname.slice(1));
    const file = fileOf(path);
    // A deploy while the file is read does not change what the request gets, except that it cuts off a held answer.
    const [version, isHeld] = [current, held];
    const found = file === undefined ? undefined : await readFile(join(demoDist, file)).catch(() => undefined);
    if (file === undefined || found === undefined) {
      missed.push(path);
      return void response.writeHead(404, strictHeaders).end();
    }
    let bytes: Buffer = TEXTS.includes(extname(file)) ? Buffer.from(inVersion(found.toString('utf8'), version)) : found;
    if (path === 'version.json' && claimed !== undefined) bytes = Buffer.from(JSON.stringify({ version: claimed }));
    // Caches may keep the page itself for an hour, as on a server without a setting for it.
    const caching = file === 'index.html' ? { 'Cache-Control': 'max-age=3600' } : {};
    const headers = { ...strictHeaders, ...caching, 'Content-Type': contentType(file), 'Content-Length': bytes.length };
    const stops = isHeld?.(path, bytes.length) ?? false;
    if (stops && version !== current) return void response.destroy();
    response.writeHead(200, headers);
    served.push(path);
    if (!stops) return void response.end(bytes);
    unfinished.add(response);
    response.write(bytes.subarray(0, bytes.length >> 1));
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    missed,
    served,
    deploy(version, nextHeld) {
      [current, held, claimed] = [version, nextHeld, undefined];
      for (const response of unfinished) response.destroy();
      unfinished.clear();
    },
    claim: (version) => void (claimed = version),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
