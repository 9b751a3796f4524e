/** @file The model for every language, from the folder that a page serves. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReranker } from '../../src/index';
import type { Reranker } from '../../src/index';
import { shippedWorker } from './harness';

let reranker: Reranker;
beforeAll(async () => {
  const options = { device: 'wasm', cache: 'memory', assets: location.origin, worker: shippedWorker } as const;
  reranker = await createReranker({ ...options, model: 'multi' });
}, 120_000);
afterAll(() => reranker.dispose());

const ferry = 'Die Fähre zur Insel legt werktags mittags ab und nimmt im Winter keine Autos mit.';
const bread = 'El pan debe reposar toda la noche en un lugar fresco antes de meterlo al horno.';
const leaves = '秋天白天变短,树叶停止制造叶绿素,于是显出黄色和红色。';
const milk = 'Открытое молоко можно хранить в холодильнике от двух до четырёх дней.';
const password = 'لإعادة تعيين كلمة المرور اضغط على "نسيت كلمة المرور" في صفحة تسجيل الدخول.';
const passages = [ferry, bread, leaves, milk, password];

describe('multi', () => {
  test('runs on the kernel and passes its self-test', () => {
    expect(reranker.report).toMatchObject({ model: 'multi', device: 'wasm', runtime: 'kernel' });
    expect(reranker.report.selfTest.maxError).toBeLessThan(0.03);
  });

  test.each([
    ['German', 'Wann fährt das Schiff zur Insel?', ferry],
    ['Spanish', '¿Cuánto tiempo tiene que descansar la masa?', bread],
    ['Chinese', '为什么叶子在秋天会变色?', leaves],
    ['Russian', 'Сколько хранится открытое молоко?', milk],
    ['Arabic', 'كيف أغير كلمة المرور إذا نسيتها؟', password],
  ])('ranks the answer to a question in %s first', async (_, query, answer) => {
    const { results } = await reranker.rerank(query, passages);
    expect(results[0]!.passage).toBe(answer);
  });

  test.each([
    ['when does the boat to the island leave', ferry],
    ['why do leaves change colour in autumn', leaves],
    ['how long does opened milk keep', milk],
    ['I forgot my password', password],
  ])('ranks the answer in another language first: %s', async (query, answer) => {
    const { results } = await reranker.rerank(query, passages);
    expect(results[0]!.passage).toBe(answer);
  });

  test('warns of no script', async () => {
    const { stats } = await reranker.rerank('为什么叶子在秋天会变色?', passages);
    expect(stats.warnings).toEqual([]);
  });
});
