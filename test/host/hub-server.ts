/** @file A local server that answers as a hub does. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerHub } from './hub-layout';
import type { Files, Layout } from './hub-layout';

export type Hub = {
  readonly url: string;
  /** The requested paths, each with its `Range` header if there was one. */
  readonly requested: string[];
  /** The numbers of bytes after which the next downloads of an ONNX file break off. Each is used once. */
  readonly breakAt: number[];
  close(): Promise<void>;
};

/** Starts a hub with one repository, `someone/ranker`. @param revisions the files of each revision */
export function startHub(revisions: Readonly<Record<string, Files>>): Promise<Hub> {
  return startHubOf((id, revision) => (id === 'someone/ranker' ? revisions[revision] : undefined));
}

export async function startHubOf(filesOf: Layout['filesOf']): Promise<Hub> {
  const requested: string[] = [];
  const breakAt: number[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://hub');
    requested.push(request.headers.range ? `${pathname} ${request.headers.range}` : pathname);
    answerHub({ filesOf, base: '/', breakAt }, pathname.slice(1), request, response);
  });
  server.keepAliveTimeout = 60_000; // the default is too short for a busy machine
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}/`, requested, breakAt, close };
}
