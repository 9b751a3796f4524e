/**
 * @file Answers requests as a hub does: file lists, redirects, ranges, and downloads that break off if a test asks for
 * it.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** File contents by path. */
export type Files = Readonly<Record<string, Uint8Array>>;

export type Layout = {
  /** Returns the files of a repository at a revision; undefined if there is none. */
  readonly filesOf: (id: string, revision: string) => Files | undefined;
  /** The path of the hub on its server, which ends with `/`. */
  readonly base: string;
  /** The numbers of bytes after which the next downloads of an ONNX file break off. Each is used once. */
  readonly breakAt?: number[];
};

/** @param path the path of the request, relative to `base` */
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
  const [, owner, blobRevision, file] = /^blob\/([^/]+\/[^/]+)\/([^/]+)\/(.+)$/.exec(path) ?? [];
  const bytes = owner && filesOf(owner, blobRevision!)?.[file!];
  if (!bytes) return void response.writeHead(404).end('Entry not found');
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length - from });
  const until = file!.endsWith('.onnx') ? breakAt?.shift() : undefined;
  if (until === undefined) response.end(bytes.subarray(from));
  else response.write(bytes.subarray(from, from + until), () => response.destroy());
}

/** A hub gives the SHA-256 of large files only. */
function entryOf([path, bytes]: [string, Uint8Array]) {
  const large = path.endsWith('.onnx');
  const oid = createHash('sha256').update(bytes).digest('hex');
  return { type: 'file', path, size: bytes.length, ...(large ? { lfs: { oid, size: bytes.length } } : {}) };
}
