/** @file Answers as a hub does: a list of files, redirects to where they lie, ranges, and answers that break off when a test says so. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Files by path. */
export type Files = Readonly<Record<string, Uint8Array>>;

export type Layout = {
  /** What a repository holds at a revision; undefined where there is none. */
  readonly filesOf: (id: string, revision: string) => Files | undefined;
  /** Path of the hub on its server, ends with `/`. */
  readonly base: string;
  /** Bytes after which the next answers with an ONNX file break off; each is used once. */
  readonly breakAt?: number[];
};

/** @param path of the request, below the hub's own */
export function answerHub(
  { filesOf, base, breakAt }: Layout,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const [, listed, of] = /^api\/models\/([^/]+\/[^/]+)\/tree\/([^/]+)$/.exec(path) ?? [];
  const list = listed && filesOf(listed, of!);
  if (list) return void response.end(JSON.stringify(Object.entries(list).map(entryOf)));
  const [, id, revision, name] = /^([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(path) ?? [];
  if (id && filesOf(id, revision!)?.[name!]) {
    return void response.writeHead(302, { location: `${base}blob/${id}/${revision}/${name}` }).end();
  }
  const [, owner, at, file] = /^blob\/([^/]+\/[^/]+)\/([^/]+)\/(.+)$/.exec(path) ?? [];
  const bytes = owner && filesOf(owner, at!)?.[file!];
  if (!bytes) return void response.writeHead(404).end('Entry not found');
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length - from });
  const until = file!.endsWith('.onnx') ? breakAt?.shift() : undefined;
  if (until === undefined) response.end(bytes.subarray(from));
  else response.write(bytes.subarray(from, from + until), () => response.destroy());
}

/** A hub tells the sha256 of large files alone. */
function entryOf([path, bytes]: [string, Uint8Array]) {
  const large = path.endsWith('.onnx');
  const oid = createHash('sha256').update(bytes).digest('hex');
  return { type: 'file', path, size: bytes.length, ...(large ? { lfs: { oid, size: bytes.length } } : {}) };
}
