/** @file Measures hostile and honest passages that repeat the query, with and without the demotion of echoes. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createNodeReranker } from '../../src/cli/node-reranker';
import type { Reranker } from '../../src/client/reranker';
import { isRerankError } from '../../src/core/errors';
import type { PassageObject } from '../../src/core/types';
import type { PassageText } from '../../src/engine/engine';
import type { BeirSet } from '../../src/eval/beir';
import { ndcgAt10 } from '../../src/eval/metrics';
import { toEchoQuery, withoutEcho } from '../../src/methods/bi-encoder/echo';
import { planSets, readSet } from '../quality/sets';
import type { SetPlan } from '../quality/sets';
import { ATTACKS, HONEST } from './attacks';

type Surroundings = { readonly root: string; readonly assets: string; readonly write: (text: string) => void };
type Given = Pick<PassageObject, 'text' | 'title'>;

const ATTACKED_QUESTIONS = 20;
const CANDIDATES = 20;
const RERANKED = 30;
const RESAMPLES = 2000;

export async function runHostile(args: readonly string[], { root, assets, write }: Surroundings): Promise<void> {
  const options = {
    data: { type: 'string' },
    models: { type: 'string', default: 'fast,base' },
    queries: { type: 'string', default: '100000' },
    only: { type: 'string', default: 'attacks,honest,sets' },
    honest: { type: 'string', default: '100' },
    out: { type: 'string', default: 'bench/HOSTILE.md' },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.data === undefined) throw new Error('Expected --data <folder with sets.json>, got none');
  const plans = (await planSets(values.data, {})) ?? [];
  const parts = [HEAD];
  for (const model of values.models.split(',')) {
    const reranker = await createNodeReranker({ model }, new URL(assets));
    const xquad = await readSet(plans.find(({ name }) => name === 'xquad-en')!);
    const add = (part: string) => {
      parts.push(part);
      write(`${part}\n`);
    };
    const only = values.only.split(',');
    add(`## ${model}\n`);
    if (only.includes('attacks')) add(await attackTable(reranker, xquad));
    if (only.includes('honest')) add(await honestTable(reranker, xquad, Number(values.honest)));
    if (only.includes('sets')) add(await setTable(reranker, plans, Number(values.queries)));
    await reranker.dispose();
  }
  await writeFile(join(root, values.out), parts.join('\n'));
}

const HEAD = `# Passages that repeat the query

\`node bench/hostile.mjs --data <folder>\` writes this page. "Without" is the order by the score before the demotion of
echoes (\`result.suspect.unadjustedScore\`), "with" the order of the library. Both come from the same calls. Of a judged
set, the queries that have an echo among their ${RERANKED} candidates are ranked; the order of the others cannot change.
`;

/** The ranks' scores without and with the demotion. */
type Scores = { readonly without: number; readonly with: number; readonly suspect: boolean };

async function scoresOf(reranker: Reranker, query: string, passages: readonly Given[]): Promise<Scores[]> {
  const { results } = await reranker.rerank(query, passages, { fusion: 'none' });
  const scores = new Array<Scores>(passages.length);
  for (const { index, score = NaN, suspect } of results)
    scores[index] = { without: suspect?.unadjustedScore ?? score, with: score, suspect: suspect !== undefined };
  return scores;
}

async function attackTable(reranker: Reranker, set: BeirSet): Promise<string> {
  const questions = spacedOut([...set.qrels.keys()], ATTACKED_QUESTIONS);
  const rows = await inTurn(ATTACKS, async ([name, attack]) => {
    const above = { without: 0, with: 0, suspect: 0 };
    for (const id of questions) {
      const question = set.queries.get(id)!;
      const { passages, right } = candidatesOf(set, id);
      const scores = await scoresOf(reranker, question, [...passages, { text: attack(question) }]);
      const hostile = scores.at(-1);
      above.without += Number(hostile.without > scores[right]!.without);
      above.with += Number(hostile.with > scores[right]!.with);
      above.suspect += Number(hostile.suspect);
    }
    return [name, ...['without', 'with', 'suspect'].map((kind) => `${above[kind as 'with']}/${questions.length}`)];
  });
  return table(['hostile passage, above the right one', 'without', 'with', 'reported'], rows);
}

async function honestTable(reranker: Reranker, set: BeirSet, count: number): Promise<string> {
  const questions = spacedOut([...set.qrels.keys()], count);
  const rows = await inTurn(HONEST, async ([name, make]) => {
    const first = { without: 0, with: 0, suspect: 0 };
    for (const id of questions) {
      const question = set.queries.get(id)!;
      const { passages, right } = candidatesOf(set, id);
      const { text } = passages[right]!;
      const others = passages.filter((_, index) => index !== right);
      const sentence = await bestSentence(reranker, question, text);
      const scores = await scoresOf(reranker, question, [...others, make({ question, text, sentence }) as Given]);
      const honest = scores.at(-1);
      const isFirst = (kind: 'without' | 'with') => scores.every((each) => each[kind] <= honest[kind]);
      first.without += Number(isFirst('without'));
      first.with += Number(isFirst('with'));
      first.suspect += Number(honest.suspect);
    }
    return [name, ...['without', 'with', 'suspect'].map((kind) => `${first[kind as 'with']}/${questions.length}`)];
  });
  return table(['honest passage, at rank 1', 'without', 'with', 'reported'], rows);
}

async function bestSentence(reranker: Reranker, question: string, text: string): Promise<string> {
  const sentences = text.split(/(?<=[.!?])\s+/);
  const scores = await scoresOf(reranker, question, sentences.map((each) => ({ text: each }))); // prettier-ignore
  const best = scores.reduce((found, score, index) => (score.without > scores[found]!.without ? index : found), 0);
  return sentences[best]!;
}

/** Only queries with an echo among their candidates are ranked. For all others the demotion changes nothing. */
async function setTable(reranker: Reranker, plans: readonly SetPlan[], queries: number): Promise<string> {
  const rows = await inTurn(plans, async (plan) => {
    const set = await readSet(plan);
    const ids = [...set.qrels.keys()].slice(0, queries);
    const differences: number[] = [];
    let ranked = 0;
    let suspects = 0;
    let relevant = 0;
    for (const id of ids) {
      const grades = set.qrels.get(id)!;
      const head = (set.run.get(id) ?? []).slice(0, RERANKED);
      const passages = head.map((each) => set.corpus.get(each)!);
      const scores = hasEcho(set.queries.get(id)!, passages)
        ? await orNone(scoresOf(reranker, set.queries.get(id)!, passages))
        : undefined;
      if (!scores) {
        differences.push(0);
        continue;
      }
      ranked++;
      const ndcg = (kind: 'without' | 'with') => {
        const order = [...head.keys()].sort((a, b) => scores[b]![kind] - scores[a]![kind] || a - b);
        return 100 * ndcgAt10(order.map((index) => head[index]!), grades); // prettier-ignore
      };
      differences.push(ndcg('with') - ndcg('without'));
      const found = head.filter((_, index) => scores[index]!.suspect);
      suspects += found.length;
      relevant += found.filter((each) => (grades.get(each) ?? 0) >= plan.minGrade).length;
    }
    const [low, high] = interval(differences);
    const change = `${signed(mean(differences))} (${signed(low)} to ${signed(high)})`;
    return [plan.name, String(ids.length), String(ranked), change, `${suspects}, ${relevant} of them relevant`];
  });
  const head = ['judged set', 'queries', 'with an echo', 'change of nDCG@10, 95 %', 'passages reported'];
  return table(head, rows);
}

function hasEcho(query: string, passages: readonly Given[]): boolean {
  const echo = toEchoQuery(query);
  return echo !== undefined && passages.some((passage) => withoutEcho(textOf(passage), echo) !== undefined);
}

function textOf({ title, text }: Given): PassageText {
  return typeof title === 'string' ? { title, text } : { text };
}

/** The first candidates of a question, the right one among them. */
function candidatesOf(set: BeirSet, id: string): { readonly passages: readonly Given[]; readonly right: number } {
  const [rightId] = [...set.qrels.get(id)!.keys()] as [string];
  const ids = (set.run.get(id) ?? []).slice(0, CANDIDATES);
  if (!ids.includes(rightId)) ids.splice(Math.min(ids.length, CANDIDATES - 1), 1, rightId);
  return { passages: ids.map((each) => set.corpus.get(each)!), right: ids.indexOf(rightId) };
}

function spacedOut<T>(items: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]!);
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

/** Resolves with undefined for a query that is too long. */
function orNone<T>(call: Promise<T>): Promise<T | undefined> {
  return call.catch((error: unknown) => {
    if (isRerankError(error, 'query-too-long')) return undefined;
    throw error;
  });
}

/** The 95 % interval of the mean by resampling (Efron 1979), from a fixed seed. */
function interval(values: readonly number[]): [number, number] {
  let seed = 1;
  const next = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const means = Array.from({ length: RESAMPLES }, () =>
    mean(values.map(() => values[Math.floor(next() * values.length)]!)),
  ).sort((a, b) => a - b);
  return [means[Math.floor(0.025 * RESAMPLES)]!, means[Math.floor(0.975 * RESAMPLES)]!];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('');
}
