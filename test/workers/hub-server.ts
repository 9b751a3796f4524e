/** @file A local server in the layout of the hub: a list of files, redirects to where they lie, ranges, and whatever goes wrong. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Hub = {
  readonly url: string;
  /** Paths asked for, with the `Range` where there was one. */
  readonly asked: string[];
  /** Bytes after which the next answers with an ONNX file break off; each is used once. */
  readonly breakAt: number[];
  close(): Promise<void>;
};

/** @param revisions files by path, by revision, of `someone/ranker` */
export async function startHub(
  revisions: Readonly<Record<string, Readonly<Record<string, Uint8Array>>>>,
): Promise<Hub> {
  const asked: string[] = [];
  const breakAt: number[] = [];
  const server = createServer((request, response): unknown => {
    const { pathname } = new URL(request.url!, 'http://hub');
    asked.push(request.headers.range ? `${pathname} ${request.headers.range}` : pathname);
    const [, tree] = /^\/api\/models\/someone\/ranker\/tree\/([^/]+)$/.exec(pathname) ?? [];
    if (tree && revisions[tree]) return response.end(JSON.stringify(Object.entries(revisions[tree]).map(entryOf)));
    const [, revision, path] = /^\/someone\/ranker\/resolve\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
    if (revision && revisions[revision]?.[path!]) {
      return response.writeHead(302, { location: `/blob/${revision}/${path}` }).end();
    }
    const [, at, name] = /^\/blob\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
    const bytes = at ? revisions[at]?.[name!] : undefined;
    if (!bytes) return response.writeHead(404).end('Entry not found');
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length - from });
    const until = name!.endsWith('.onnx') ? breakAt.shift() : undefined;
    if (until === undefined) return response.end(bytes.subarray(from));
    return response.write(bytes.subarray(from, from + until), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}/`, asked, breakAt, close };
}

function entryOf([path, bytes]: [string, Uint8Array]) {
  const large = path.endsWith('.onnx');
  const oid = createHash('sha256').update(bytes).digest('hex');
  return { type: 'file', path, size: bytes.length, ...(large ? { lfs: { oid, size: bytes.length } } : {}) };
}
