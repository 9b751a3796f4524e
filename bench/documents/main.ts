/**
 * @file Measures the search of documents over the collection: how often the passage with the known answer is first,
 * among three and among ten, by words, reranked, by meaning over all passages, and as shipped.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Hit } from '../../src/demo/shared/library-data';
import type { Reranker } from '../../src/client/reranker';
import { readFolder } from './read-folder';
import { keyOf, readScores } from './scores';
import { CANDIDATES, systems, type Question } from './systems';

export type Setup = {
  readonly folder: string;
  readonly questions: string;
  readonly cache: string;
  readonly dump?: string;
  readonly verbose: boolean;
  /** Whether only the passages that words find are read by the model, and only those systems are measured. */
  readonly byWords: boolean;
  readonly create: () => Promise<Reranker>;
};

type Known = { readonly question: string; readonly file: string; readonly answers: readonly string[] };

export async function measure({ folder, questions, cache, dump, verbose, byWords, create }: Setup): Promise<void> {
  const known = JSON.parse(await readFile(questions, 'utf8')) as Known[];
  const { index, refused } = await readFolder(folder);
  const hits = index.allHits({});
  if (dump !== undefined) await writeTexts(hits, dump);
  for (const { path, reason } of refused) console.log(`not read: ${path}: ${reason}`);
  console.log(`${index.records.length} documents, ${hits.length} passages`);
  for (const each of known)
    if (!hits.some((hit) => isAnswer(hit, each))) console.log(`lost: ${each.file}: ${each.answers[0]}`);
  const asked: Question[] = known.map(({ question }, at) => ({ question, at }));
  const candidates = asked.flatMap(({ question }) => index.search(question, {}, CANDIDATES).hits);
  const read = byWords ? candidates : [...candidates, ...hits];
  const show = (name: string, rank: (each: Question) => readonly Hit[]): void =>
    report(
      name,
      known,
      asked.map((each, at) => rank(each).findIndex((hit) => isAnswer(hit, known[at]!)) + 1),
      verbose,
    );
  show('by words', ({ question }) => index.search(question, {}, 10).hits);
  const scores = await readScores(
    cache,
    read,
    known.map(({ question }) => question),
    create,
  );
  for (const [name, { rank, readsAll }] of Object.entries(systems)) {
    if (byWords && readsAll) continue;
    show(name, (each) =>
      rank(each, { index, hits, scores, logit: (hit) => scores.passages[keyOf(hit)]!.logits[each.at]! }),
    );
  }
}

/** @param ranks the rank of each answer, 0 for none among ten */
function report(name: string, known: readonly Known[], ranks: readonly number[], verbose: boolean): void {
  const share = (limit: number): string => {
    const count = ranks.filter((rank) => rank > 0 && rank <= limit).length;
    return `${count}/${ranks.length} = ${(count / ranks.length).toFixed(3)}`;
  };
  console.log(`${name.padEnd(28)} P@1 ${share(1)}  hit@3 ${share(3)}  hit@10 ${share(10)}`);
  if (!verbose) return;
  ranks.forEach(
    (rank, at) => rank !== 1 && console.log(`   ${rank || '–'} ${known[at]!.question} [${known[at]!.file}]`),
  );
}

/** Whether a passage of the right file contains a known answer, whatever stands between its letters. */
function isAnswer(hit: Hit, { file, answers }: Known): boolean {
  const places = [hit.document, ...(hit.copies ?? [])];
  const text = lettersOf(`${hit.heading} ${hit.text}`);
  return places.includes(file) && answers.some((answer) => text.includes(lettersOf(answer)));
}

function lettersOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

async function writeTexts(hits: readonly Hit[], folder: string): Promise<void> {
  const texts = new Map<string, string>();
  for (const { document, heading, text } of hits)
    texts.set(document, `${texts.get(document) ?? ''}[${heading}] ${text}\n----\n`);
  for (const [document, text] of texts) {
    const path = join(folder, `${document}.txt`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}
