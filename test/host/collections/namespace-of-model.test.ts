import { expect, it } from 'vitest';
import { namespaceOfModel } from '../../../src/host/collections/namespace-of-model';
import type { LoadedModel } from '../../../src/host/loaded/loaded-model';
import { FakeEngine } from '../../../src/test/index';

const card = { name: 'folder' } as LoadedModel['card'];

it('namespaceOfModel() keeps the loads of a model apart whose files have no hashes', () => {
  const [first, second] = [new FakeEngine(), new FakeEngine()];
  expect(namespaceOfModel({ card, engine: first })).toBe(namespaceOfModel({ card, engine: first }));
  expect(namespaceOfModel({ card, engine: second })).not.toBe(namespaceOfModel({ card, engine: first }));
  expect(namespaceOfModel({ card, engine: second, namespace: 'hashed' })).toBe('hashed');
});
