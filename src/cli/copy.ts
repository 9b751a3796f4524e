/** @file `rankside copy`: copies the files that a page without a bundler has to serve into a folder. */
import { cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from './command';
import { expectPositionals, parseCommandLine } from './parse-command-line';

const usage = `Usage: rankside copy <folder>

Copies the page entry, the element, the worker, the runtime, the kernels and the embedded models to <folder>. Serve it, and either import
<folder>/index.js, or keep your own entry and pass the folder's URL as \`assets\`.
`;

/** The files that a page loads; the command line and the type declarations are not among them. */
const PAGE_FILES =
  /^(index|element|worker|shared-[\w-]+|adapters-source)\.js$|^(runtime|kernels|models)$|^THIRD-PARTY-LICENCES\.txt$/;

export const copyCommand: Command = {
  summary: 'copy the files that a page needs to a folder',
  usage,
  async run(args, { stdout }) {
    const { positionals } = parseCommandLine(args, {});
    const [folder] = expectPositionals(positionals, ['folder']);
    const source = fileURLToPath(new URL('./', import.meta.url));
    await createFolder(folder);
    const names = (await readdir(source)).filter((name) => PAGE_FILES.test(name)).sort();
    for (const name of names) await cp(join(source, name), join(folder, name), { recursive: true });
    stdout.write(`${names.map((name) => join(folder, name)).join('\n')}\n`);
  },
};

async function createFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new Error(`Cannot copy to "${folder}": ${reasonOf(error as NodeJS.ErrnoException)}`, { cause: error });
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EEXIST') return 'it is a file; name a folder';
  return code === 'ENOTDIR' ? 'a part of its path is a file; name a folder' : message;
}
