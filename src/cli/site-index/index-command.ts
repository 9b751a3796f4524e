/** @file `rankside index`: makes an index of a built site, for `openCollection` in its pages. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bits } from '../../site-index/few-bits';
import { MANIFEST } from '../../site-index/index-files';
import type { Command, Output } from '../command';
import { expectPositionals, parseCommandLine } from '../parse-command-line';
import { UsageError } from '../usage-error';
import { buildIndex } from './build-index';

const MODELS = ['base', 'fast'] as const;
const DEFAULT_MODEL = 'fast';
/** The share of the token vectors and the bits that are kept, as chosen in bench/SITE-INDEX.md. */
const SHRINKING = {
  fast: { share: 1, bits: 1 as Bits, pooledBits: 4 as Bits },
  base: { share: 0.5, bits: 1 as Bits, pooledBits: 2 as Bits },
};

const usage = `Usage: rankside index <folder, file.jsonl or sitemap> -o <folder> [options]

Reads the HTML files of a built site, the pages of a sitemap (its URL, or a .xml file), or documents ({"id", "title",
"text", "url", "meta"} a line), cuts them into passages, encodes what is new, and writes static files. In a page,
openCollection of rankside/collection searches them.

  -o, --out <folder>  where to write the index; serve it with the site
  --model <name>      the model that pages load to search: ${MODELS.join(' or ')} (default: ${DEFAULT_MODEL})
  --base <path>       the path under which the site is served (default: /)
  --clean-urls        addresses of pages have no .html
  --origin <url>      where the pages of a sitemap are fetched from (default: the origin of the sitemap's URL)
`;

const options = {
  out: { type: 'string', short: 'o' },
  model: { type: 'string' },
  base: { type: 'string' },
  'clean-urls': { type: 'boolean' },
  origin: { type: 'string' },
} as const;

export const indexCommand: Command = {
  summary: 'make a search index of a built site',
  usage,
  async run(args, { stdout, stderr }) {
    const { values, positionals } = parseCommandLine(args, options);
    const [from] = expectPositionals(positionals, ['folder, file or sitemap']);
    if (values.out === undefined) throw new UsageError('Expected -o with the folder of the index');
    const { model = DEFAULT_MODEL, base = '/' } = values;
    if (model !== 'base' && model !== 'fast')
      throw new UsageError(`Expected --model to be one of ${MODELS.join(', ')}, got "${model}"`);
    if (!base.startsWith('/') || !base.endsWith('/'))
      throw new UsageError(`Expected --base to begin and end with a slash, got "${base}"`);
    if (values.origin !== undefined && !/^https?:\/\/[^/]+\/?$/.test(values.origin))
      throw new UsageError(`Expected --origin to be such as http://localhost:4321, got "${values.origin}"`);
    const started = performance.now();
    const { manifest, encoded } = await buildIndex(from, values.out, {
      model,
      base,
      cleanUrls: values['clean-urls'] ?? false,
      origin: values.origin,
      onSkipped: (message) => stderr.write(`${message}\n`),
      shrinking: SHRINKING[model],
      assets: new URL('./', import.meta.url),
      onProgress: progressOn(stderr),
    });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const manifestBytes = (await stat(join(values.out, MANIFEST))).size;
    const first = Math.ceil((manifestBytes + manifest.head.bytes) / 1000);
    const rest = Math.ceil(manifest.shards.reduce((sum, { bytes }) => sum + bytes, 0) / 1000);
    stdout.write(
      `${manifest.pages} pages, ${manifest.passages} passages, ${encoded} of them encoded, in ${seconds} s\n` +
        `${values.out}: ${first} kB before the first query, ${rest} kB fetched in parts\n`,
    );
  },
};

function progressOn(output: Output): (encoded: number, total: number) => void {
  if (!output.isTTY) return () => undefined;
  return (encoded, total) =>
    void output.write(`\rEncoding ${encoded} of ${total} passages${encoded === total ? '\n' : ''}`);
}
