/** @file Starts the broker, or connects to the one that another page has started. */
import { urlUnder } from '../client/assets-under';
import { trustedUrl } from '../util/trusted-url';
import type { FromBroker } from './broker-messages';

/**
 * Resolves to the broker's port once the broker answers, or to undefined where it cannot be started: the script of a
 * shared worker has to be of the page's own origin.
 *
 * @param name pages with the same name reach the same broker
 */
export async function connectBroker(name: string, assets?: string | URL): Promise<MessagePort | undefined> {
  try {
    const broker = assets === undefined ? startBesideEntry(name) : startAt(urlUnder(assets, 'broker.js').href, name);
    return await answered(broker);
  } catch {
    return undefined;
  }
}

function answered(broker: SharedWorker): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    broker.port.onmessage = ({ data }: MessageEvent<FromBroker>) => {
      if (data.kind === 'connected') resolve(broker.port);
    };
    broker.onerror = () => reject(new Error('The broker could not be started'));
  });
}

function startBesideEntry(name: string): SharedWorker {
  try {
    return new SharedWorker(new URL('./broker.js', import.meta.url), { type: 'module', name });
  } catch (cause) {
    // A page that enforces Trusted Types refuses the literal that bundlers need.
    if (!(cause instanceof TypeError && 'trustedTypes' in globalThis)) throw cause;
    return startAt(import.meta.url.replace(/[^/]*$/, 'broker.js'), name);
  }
}

function startAt(url: string, name: string): SharedWorker {
  return new SharedWorker(trustedUrl(url), { type: 'module', name });
}
