import { describe, expect, test } from 'vitest';
import { Broker } from '../../src/tabs/broker';
import type { PagePort } from '../../src/tabs/broker';
import type { FromBroker, FromPage } from '../../src/tabs/broker-messages';

/** A page that is connected to the broker, and what the broker has sent it since it was asked last. */
function pageOf(broker: Broker) {
  const received: FromBroker[] = [];
  const port: PagePort = { onmessage: null, postMessage: (message) => void received.push(message) };
  broker.connect(port);
  return {
    send: (data: FromPage) => port.onmessage?.({ data } as MessageEvent<FromPage>),
    received: () => received.splice(0),
  };
}

function connected() {
  const broker = new Broker();
  const pages = [pageOf(broker), pageOf(broker), pageOf(broker)] as const;
  for (const page of pages) expect(page.received()).toEqual([{ kind: 'connected' }]);
  return pages;
}

const { port1: port } = new MessageChannel();

describe('Broker', () => {
  test('sends a port only after the leading page has answered', () => {
    const [leader, page] = connected();
    leader.send({ kind: 'lead' });
    page.send({ kind: 'ask', client: 'a' });
    expect(leader.received()).toEqual([{ kind: 'ask', client: 'a' }]);
    expect(page.received()).toEqual([]);
    leader.send({ kind: 'come', client: 'a' });
    expect(page.received()).toEqual([{ kind: 'come', client: 'a' }]);
    page.send({ kind: 'client', client: 'a', port });
    expect(leader.received()).toEqual([{ kind: 'client', client: 'a', port }]);
  });

  test('asks a new leading page for every client without an answer, and for no other', () => {
    const [leader, page, next] = connected();
    page.send({ kind: 'ask', client: 'early' });
    leader.send({ kind: 'lead' });
    expect(leader.received()).toEqual([{ kind: 'ask', client: 'early' }]);
    page.send({ kind: 'client', client: 'early', port });
    page.send({ kind: 'ask', client: 'late' });
    next.send({ kind: 'lead' });
    expect(next.received()).toEqual([{ kind: 'ask', client: 'late' }]);
  });

  test.each([['lead'], ['resign']] as const)('tells the clients of a page that leads no more (%s)', (kind) => {
    const [leader, page, next] = connected();
    leader.send({ kind: 'lead' });
    page.send({ kind: 'client', client: 'a', port });
    leader.received();
    (kind === 'lead' ? next : leader).send({ kind });
    expect(page.received()).toEqual([{ kind: 'lost', client: 'a' }]);
  });

  test('takes no answer and no resignation from a page that does not lead', () => {
    const [leader, page, other] = connected();
    leader.send({ kind: 'lead' });
    page.send({ kind: 'ask', client: 'a' });
    other.send({ kind: 'come', client: 'a' });
    other.send({ kind: 'resign' });
    expect(page.received()).toEqual([]);
    page.send({ kind: 'ask', client: 'b' });
    expect(leader.received()).toContainEqual({ kind: 'ask', client: 'b' });
  });
});
