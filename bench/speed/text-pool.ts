/** @file The source of the texts: dl19 where the evaluation sets exist, and generated sentences otherwise. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Tokenizer } from '@huggingface/tokenizers';
import { parseCorpus, parseQueries } from '../../src/eval/beir';
import { OWN_QUERIES, ownSentences } from './sentences';
import type { TextPool } from './text';

/**
 * @param root the project's folder
 * @param data the folder of the evaluation sets, which may be missing
 */
export async function readTextPool(root: string, data: string): Promise<TextPool> {
  const pool = (await readDl19(join(data, 'dl19'))) ?? {
    name: 'generated sentences',
    sentences: ownSentences(4000),
    queries: OWN_QUERIES,
  };
  const tokenizer = await readTokenizer(root);
  return { ...pool, tokensPerWord: tokensPerWord(tokenizer, pool.sentences) };
}

/** Returns a function that counts the tokens of a text, without control tokens. */
export async function tokenCounter(root: string): Promise<(text: string) => number> {
  const tokenizer = await readTokenizer(root);
  return (text) => tokenizer.encode(text, { add_special_tokens: false }).ids.length;
}

async function readTokenizer(root: string): Promise<Tokenizer> {
  const made = JSON.parse(await readFile(join(root, 'public/models/base/tokenizer.json'), 'utf8')) as object;
  return new Tokenizer(made, {});
}

async function readDl19(folder: string): Promise<Omit<TextPool, 'tokensPerWord'> | undefined> {
  const compressed = await readFile(join(folder, 'corpus.jsonl.gz')).catch(() => undefined);
  if (!compressed) return undefined;
  const corpus = parseCorpus((await promisify(gunzip)(compressed)).toString('utf8'));
  const queries = parseQueries(await readFile(join(folder, 'queries.jsonl'), 'utf8'));
  return {
    name: 'dl19',
    sentences: Array.from(corpus.values(), ({ text }) => text.replace(/\s+/g, ' ').trim()),
    queries: [...queries.values()],
  };
}

function tokensPerWord(tokenizer: Tokenizer, sentences: readonly string[]): number {
  const sample = sentences.filter((_, index) => index % Math.ceil(sentences.length / 300) === 0).join(' ');
  return tokenizer.encode(sample, { add_special_tokens: false }).ids.length / sample.split(' ').length;
}
