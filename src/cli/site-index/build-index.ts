/** @file Builds an index of a site: reads it, encodes what is new, and writes the files. */
import MiniSearch from 'minisearch';
import type { EncodedPassage, PassageText } from '../../engine/engine';
import { embeddedModels } from '../../models/embedded';
import { fingerprintOf } from '../../models/fingerprint';
import type { Manifest } from '../../site-index/index-files';
import { encodeWords } from '../../site-index/words-codec';
import type { PlainIndex } from '../../site-index/words-codec';
import { WORD_OPTIONS } from '../../words/word-options';
import { encodePassages } from './encode-passages';
import { passageKeyOf, readEarlier, writeIndex } from './index-store';
import { packPassage } from './pack-passage';
import type { Shrinking } from './pack-passage';
import { readSources } from './read-sources';
import type { SiteOptions, SourcePassage } from './read-sources';

export type BuildOptions = SiteOptions & {
  /** The name of an embedded model. */
  readonly model: string;
  readonly shrinking: Shrinking;
  /** The folder of the built package. */
  readonly assets: URL;
  readonly onProgress?: (encoded: number, total: number) => void;
};

export type BuildResult = {
  readonly manifest: Manifest;
  /** The passages that were encoded; the others were in the earlier index. */
  readonly encoded: number;
};

/** @param from a folder of HTML files, a `.jsonl` file or a sitemap. @param to the folder of the index */
export async function buildIndex(from: string, to: string, options: BuildOptions): Promise<BuildResult> {
  const { model, shrinking, assets, onProgress } = options;
  const card = embeddedModels[model]!;
  const fingerprint = fingerprintOf(card);
  const settings = JSON.stringify([fingerprint, shrinking]);
  const { pages, passages } = await readSources(from, options);
  if (passages.length === 0) throw new Error(`Found no text to index in "${from}"`);
  const keys = passages.map((passage) => passageKeyOf(passage, settings));
  const earlier = await readEarlier(to);
  const packed = new Map(earlier?.passages);
  const missing = [...new Map(keys.map((key, i) => [key, i])).values()].filter((i) => !packed.has(keys[i]!));
  let shape = earlier?.shape;
  let encoded = 0;
  if (missing.length > 0) {
    const inputs = missing.map((i) => inputOf(passages[i]!));
    const onEncoded = (index: number, { vectors }: EncodedPassage): void => {
      const { dimensions, pooled } = vectors;
      const { bits, pooledBits } = shrinking;
      shape = { dimensions, bits, pooledDimensions: pooled.length, pooledBits };
      packed.set(keys[missing[index]!]!, packPassage(vectors, shrinking));
      onProgress?.(++encoded, missing.length);
    };
    await encodePassages(inputs, { model, assets, onEncoded });
  }
  const manifest = await writeIndex(to, {
    model,
    fingerprint,
    pages,
    passages: passages.map((passage, i) => ({ ...passage, ...packed.get(keys[i]!)!, key: keys[i]! })),
    words: encodeWords(wordsOf(passages)),
    shape: shape!,
  });
  return { manifest, encoded };
}

/** Returns the text of a passage that the model reads. */
function inputOf({ heading, text }: SourcePassage): PassageText {
  return heading === '' ? { text } : { title: heading, text };
}

function wordsOf(passages: readonly SourcePassage[]): PlainIndex {
  const index = new MiniSearch(WORD_OPTIONS);
  index.addAll(passages.map(({ heading, text }, id) => ({ id, title: heading, text })));
  return index.toJSON();
}
