/** @file A local server in the layout of the hub. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerHub } from './hub-layout';
import type { Files, Layout } from './hub-layout';

export type Hub = {
  readonly url: string;
  /** Paths asked for, with the `Range` where there was one. */
  readonly asked: string[];
  /** Bytes after which the next answers with an ONNX file break off; each is used once. */
  readonly breakAt: number[];
  close(): Promise<void>;
};

/** A hub with one repository, `someone/ranker`. @param revisions files by path, by revision */
export function startHub(revisions: Readonly<Record<string, Files>>): Promise<Hub> {
  return startHubOf((id, revision) => (id === 'someone/ranker' ? revisions[revision] : undefined));
}

export async function startHubOf(filesOf: Layout['filesOf']): Promise<Hub> {
  const asked: string[] = [];
  const breakAt: number[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://hub');
    asked.push(request.headers.range ? `${pathname} ${request.headers.range}` : pathname);
    answerHub({ filesOf, base: '/', breakAt }, pathname.slice(1), request, response);
  });
  server.keepAliveTimeout = 60_000; // a busy machine is slower than the default
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}/`, asked, breakAt, close };
}
