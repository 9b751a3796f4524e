/**
 * @file An HTTP proxy that forwards and records every request, also those of workers and service workers, which a
 * page's events do not show.
 */
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RecordingProxy {
  /** For Playwright's `proxy`: requests to this machine go through it too. */
  readonly settings: { readonly server: string; readonly bypass: string };
  /**
   * The URLs of all requests so far but those that the browser makes of its own accord; of an encrypted connection,
   * only its host and port.
   */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/**
 * Requests that Chromium makes of its own accord, whatever the page does: which kinds of fields a form has, whether the
 * service worker, components or extensions have newer versions, and who is signed in.
 */
const OF_BROWSER = [
  /^content-autofill\.googleapis\.com:443$/,
  /^(http:\/\/)?update\.googleapis\.com[:/]/,
  /^accounts\.google\.com:443$/,
  /\/sw\.js$/,
];

export async function startRecordingProxy(): Promise<RecordingProxy> {
  const requests: string[] = [];
  const record = (url: string) => {
    if (!OF_BROWSER.some((each) => each.test(url))) requests.push(url);
  };
  const server = createServer((asked, answer) => {
    const url = asked.url ?? '';
    record(url);
    const onward = forward(url, { method: asked.method, headers: asked.headers }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers);
      given.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  });
  // Nothing here is encrypted, so a request for a tunnel is one to somewhere else.
  server.on('connect', ({ url = '' }, socket) => {
    record(url);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    settings: { server: `http://127.0.0.1:${port}`, bypass: '<-loopback>' },
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
