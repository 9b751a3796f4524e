/**
 * @file Measures how often an explanation's best sentence belongs to the passage that answers.
 *
 *   node bench/sentences.mjs --data <folder with train/> [--model base] [--each 40]
 *
 * The sentences of judged sets are not labelled, so texts are mixed: a short passage that answers a question of the
 * training pool stands at a random place between three or four short passages that were found for the same question and
 * do not answer it. Up to `--each` questions of each source are taken. The best sentence is right if it starts in the
 * passage that answers. The interval is a bootstrap of 95 % over the questions.
 */
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ensureBuilt } from '../scripts/build.mjs';
import { dist } from '../scripts/paths.mjs';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    model: { type: 'string', default: 'base' },
    each: { type: 'string', default: '40' },
  },
});
if (values.data === undefined) throw new Error('Expected --data with the folder that contains train/');
const folder = join(values.data, 'train');
const SOURCES = [
  ...['covid_faq', 'medquad', 'tldr', 'squadshifts', 'nq_open', 'mdn', 'node_docs', 'selqa', 'react_docs', 'openstax'],
  'rag_qa_arena',
];
/** Passages of this many characters have one to three sentences. */
const LENGTHS = { least: 30, most: 320 };
const MAX_SENTENCES = 3;
const OTHERS = { least: 3, most: 4 };

/** @typedef {{ id: string, text: string }} Passage */
/** @typedef {{ q: string, pos: string[], neg: string[] }} Pair */
/** @typedef {{ source: string, question: string, text: string, start: number, end: number }} Mixed */

const random = randomFrom(7);
await ensureBuilt();
const { createReranker } = await import(pathToFileURL(join(dist, 'node.js')).href);
/** @type {Mixed[]} */
const mixed = [];
for (const source of SOURCES) mixed.push(...(await mixedOf(source)));

const reranker = await createReranker({ model: values.model });
/** @type {number[]} */
const right = [];
const times = { plain: 0, explained: 0 };
for (const { question, text, start, end } of mixed) {
  const before = performance.now();
  await reranker.rerank(question, [text]);
  const between = performance.now();
  const { results } = await reranker.rerank(question, [text], { explain: true });
  times.plain += between - before;
  times.explained += performance.now() - between;
  /** @type {{ start: number, relevance: number }[]} */
  const sentences = results[0].explanation.sentences;
  const best = sentences.reduce((most, each) => (each.relevance > most.relevance ? each : most));
  right.push(best.start >= start && best.start < end ? 1 : 0);
}
for (const source of SOURCES) {
  const own = right.filter((_, at) => mixed[at]?.source === source);
  console.log(`${source}: ${mean(own).toFixed(3)} of ${String(own.length)}`);
}
const [low, high] = interval(right);
console.log(`all: ${mean(right).toFixed(3)} [${low}, ${high}] of ${String(right.length)} questions, ${values.model}`);
const cost = [times.plain, times.explained].map((total) => (total / mixed.length).toFixed(1));
console.log(
  `reading a text of ${String(Math.round(mean(mixed.map(({ text }) => text.length))))} characters: ${cost[0]} ms`,
);
console.log(`explaining it once it is read: ${cost[1]} ms (${os.cpus()[0]?.model ?? 'unknown processor'})`);
process.exit(0);

/** @param {string} source @returns {Promise<Mixed[]>} */
async function mixedOf(source) {
  const passages = new Map(
    /** @type {Passage[]} */ (await linesOf('passages', source)).map(({ id, text }) => [id, text.trim()]),
  );
  const short = (/** @type {string} */ id) => isShort(passages.get(id));
  const pairs = /** @type {Pair[]} */ (await linesOf('pairs', source))
    .filter(({ pos }) => pos[0] !== undefined && short(pos[0]))
    .map((pair) => ({ pair, order: random() }))
    .sort((a, b) => a.order - b.order);
  return pairs
    .flatMap(({ pair: { q, pos, neg } }) => {
      const parts = neg.filter(short).slice(0, OTHERS.most);
      if (parts.length < OTHERS.least) return [];
      const at = Math.floor(random() * (parts.length + 1));
      const texts = parts.toSpliced(at, 0, String(pos[0])).map((id) => passages.get(id) ?? '');
      const start = texts.slice(0, at).reduce((sum, text) => sum + text.length + 1, 0);
      return [{ source, question: q, text: texts.join(' '), start, end: start + (texts[at]?.length ?? 0) }];
    })
    .slice(0, Number(values.each));
}

/** @param {string | undefined} text */
function isShort(text) {
  if (text === undefined || text.length < LENGTHS.least || text.length > LENGTHS.most) return false;
  return [...new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text)].length <= MAX_SENTENCES;
}

/** @param {string} kind @param {string} source @returns {Promise<unknown[]>} */
async function linesOf(kind, source) {
  const bytes = await promisify(gunzip)(await readFile(join(folder, kind, `${source}.jsonl.gz`)));
  return bytes
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** @param {readonly number[]} all */
function mean(all) {
  return all.reduce((sum, each) => sum + each, 0) / all.length;
}

/** @param {readonly number[]} all */
function interval(all) {
  const means = Array.from({ length: 2000 }, () =>
    mean(all.map(() => all[Math.floor(random() * all.length)] ?? 0)),
  ).sort((a, b) => a - b);
  return [means[50]?.toFixed(3), means[1949]?.toFixed(3)];
}

/** The generator of Park and Miller (1988). @param {number} seed */
function randomFrom(seed) {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
