/** @file Reads a BEIR folder from disk. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { BeirSet } from '../eval/beir';
import { parseCorpus, parseQrels, parseQueries } from '../eval/beir';
import { parseRunScores, runOf } from '../eval/trec-run';
import { readText } from './read-text';
import type { Warn } from './read-text';

/** Reads `corpus.jsonl`, `queries.jsonl`, `qrels.tsv` and `run.bm25.trec`, each plain or with `.gz`. */
export async function readBeir(folder: string, warn?: Warn): Promise<BeirSet> {
  const read = async <T>(name: string, parse: (text: string, file: string) => T): Promise<T> => {
    const path = await findFile(folder, name);
    return parse(await readText(path, warn), path);
  };
  const scores = await read('run.bm25.trec', parseRunScores);
  return {
    scores,
    run: runOf(scores),
    queries: await read('queries.jsonl', parseQueries),
    qrels: await read('qrels.tsv', parseQrels),
    corpus: await read('corpus.jsonl', parseCorpus),
  };
}

/** @throws Error if neither form of the file exists */
async function findFile(folder: string, name: string): Promise<string> {
  for (const path of [join(folder, name), join(folder, `${name}.gz`)]) {
    if (await exists(path)) return path;
  }
  throw new Error(`Expected ${name} or ${name}.gz in the folder "${folder}", got neither`);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
