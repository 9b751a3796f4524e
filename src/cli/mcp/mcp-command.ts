/** @file `rankside mcp`: serves the search of a folder to an assistant on this machine. */
import { stat } from 'node:fs/promises';
import type { Reranker } from '../../client/reranker';
import type { Command } from '../command';
import { expectPositionals, parseCommandLine } from '../parse-command-line';
import { UsageError } from '../usage-error';

const usage = `Usage: rankside mcp <folder> [options]

Serves the search over a folder's documents on stdin and stdout, by the Model Context Protocol. The texts stay on this
machine, except for the passages that your assistant is given. Changed files are read again. It needs the package
@modelcontextprotocol/sdk, and pdfjs-dist 5.5 to read PDF.

  --model <name>  the model that orders the results: base or fast (default: base)
  --words         search by words alone, without a model
`;

const options = { model: { type: 'string' }, words: { type: 'boolean' } } as const;

export const mcpCommand: Command = {
  summary: 'serve the search of a folder to an assistant (MCP)',
  usage,
  async run(args, { createReranker, stderr }) {
    const { values, positionals } = parseCommandLine(args, options);
    const [folder] = expectPositionals(positionals, ['folder']);
    const facts = await stat(folder).catch(() => undefined);
    if (facts?.isDirectory() !== true) throw new UsageError(`Expected a folder, got "${folder}"`);
    const { model = 'base' } = values;
    if (model !== 'base' && model !== 'fast')
      throw new UsageError(`Expected --model to be base or fast, got "${model}"`);
    // Nothing but answers may be written to stdout, and libraries report to the console.
    console.log = console.info = console.warn = (...parts: unknown[]) => void stderr.write(`${parts.join(' ')}\n`);
    const { createFolderLibrary } = await import('./folder-library');
    const { createTools, describeSize } = await import('./tools');
    const { serveTools } = await import('./serve');
    const library = await createFolderLibrary(folder);
    const reading = library.refresh().then(() => void stderr.write(`${describeSize(library)}\n`));
    let created: Promise<Reranker> | undefined;
    const load = () => {
      created ??= createReranker({ model });
      created.catch(() => (created = undefined)); // the next search tries again
      return created;
    };
    const reranker = values.words === true ? undefined : load;
    try {
      await serveTools(createTools({ library, reranker }), async () => {
        await reading;
        await library.refresh();
      });
    } finally {
      await (await created)?.dispose();
    }
  },
};
