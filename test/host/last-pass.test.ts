/** @file Tests the warnings where the last-pass model is left out before its files are read. */
import { expect, test } from 'vitest';
import type { LoadContext } from '../../src/host/engines/start-engine';
import { noPool } from '../../src/host/pool/pool';
import { startLastPassModel } from '../../src/host/start-last-pass-model';
import { cardOf } from '../engine/cards';
import { loadRequest } from './host';

async function start(avoid: readonly string[], mainLoaded: Promise<unknown>) {
  const warnings: string[] = [];
  const states: string[] = [];
  const context = {
    request: { ...loadRequest, avoid, lastPass: 'https://rankside.invalid/models/deep/' },
    warn: (message: string) => warnings.push(message),
  } as unknown as LoadContext;
  const card = cardOf({ name: 'base' });
  const setState = ({ model, state }: { model: string; state: string }) => states.push(`${model} ${state}`);
  const parts = { card, method: card.method, mainLoaded, pool: noPool, setState };
  return { loaded: await startLastPassModel(parts, context), warnings, states };
}

test('a last-pass model whose worker was lost twice is left out', async () => {
  expect(await start(['last-pass'], Promise.resolve())).toEqual({
    loaded: undefined,
    warnings: ['The last-pass model deep is left out: the worker was lost twice while it loaded or ran'],
    states: ['deep loading', 'deep failed'],
  });
});

test('a last-pass model is left out where the main model cannot be loaded', async () => {
  expect(await start([], Promise.reject(new Error('Not found')))).toEqual({
    loaded: undefined,
    warnings: ['The last-pass model deep is left out: base could not be loaded'],
    states: ['deep loading', 'deep failed'],
  });
});
