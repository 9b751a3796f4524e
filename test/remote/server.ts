/**
 * @file A reranking server on this machine with every interface, which fails on request. It scores by the share of the
 * query's words that a text has.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RemoteApi } from '../../src/remote/api';

export type Received = {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
};

/** A failure that replaces a response. */
export type Misdeed = (response: ServerResponse, request: Received) => void;

export type TestServer = {
  readonly url: string;
  readonly received: readonly Received[];
  /** The failures of the next requests, one each; `undefined` responds normally. */
  play(...misdeeds: readonly (Misdeed | undefined)[]): void;
  /** How many clients disconnected before the response. */
  readonly lost: () => number;
  close(): Promise<void>;
};

export async function startServer(api: RemoteApi): Promise<TestServer> {
  const received: Received[] = [];
  const script: (Misdeed | undefined)[] = [];
  let lost = 0;
  const server = createServer((request, response) => {
    response.on('close', () => (lost += response.writableEnded ? 0 : 1));
    void read(request).then((body) => {
      const asked = { url: request.url ?? '', headers: request.headers, body };
      received.push(asked);
      const misdeed = script.shift();
      if (misdeed) misdeed(response, asked);
      else send(response, 200, answerTo(api, body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { readonly port: number };
  return {
    url: `http://127.0.0.1:${port}/rerank`,
    received,
    play: (...misdeeds) => void script.push(...misdeeds),
    lost: () => lost,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Writes a ranking as each kind of server does, best first. */
function answerTo(api: RemoteApi, body: Received['body']): unknown {
  const texts = (api === 'tei' ? body['texts'] : body['documents']) as string[];
  const scores = texts.map((text, index) => ({ index, score: shareOf(body['query'] as string, text) }));
  const rows = scores.sort((a, b) => b.score - a.score);
  if (api === 'tei') return rows;
  const named = rows.map(({ index, score }) => ({ index, relevance_score: score }));
  if (api === 'voyage') return { object: 'list', data: named, model: body['model'], usage: { total_tokens: 9 } };
  const documents = named.map((row) => ({ ...row, document: { text: texts[row.index], multi_modal: null } }));
  return { id: 'x', model: body['model'], results: api === 'vllm' ? documents : named, usage: { total_tokens: 9 } };
}

export function shareOf(query: string, text: string): number {
  const words = query.split(/\s+/);
  const has = new Set(text.split(/\s+/));
  return words.filter((word) => has.has(word)).length / words.length;
}

async function read(request: IncomingMessage): Promise<Received['body']> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Received['body'];
}
