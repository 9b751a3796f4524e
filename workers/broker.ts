/** @file The entry of the shared worker through which the tabs of an origin find the one whose worker they use. */
import { Broker } from '../src/tabs/broker';

const broker = new Broker();

(globalThis as unknown as { onconnect: (event: MessageEvent) => void }).onconnect = ({ ports: [page] }) => {
  if (page) broker.connect(page);
};
