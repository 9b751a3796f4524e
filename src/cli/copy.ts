/** @file `rankside copy`: copies the files that a page without a bundler has to serve into a folder. */
import { cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MODEL_FILES } from '../client/assets-under';
import type { Command } from './command';
import { expectPositionals, parseCommandLine } from './parse-command-line';
import { UsageError } from './usage-error';

const DEFAULT_MODELS = ['base', 'fast'];
const EVERY_MODEL = Object.keys(MODEL_FILES);

const usage = `Usage: rankside copy <folder> [options]

Copies the files that a page loads to <folder>: every entry of the package, the worker, the kernels, the models and the
licences. Serve the folder, and either import <folder>/index.js, or keep your own entry and pass the folder's URL as
\`assets\`.

  --models <names>  models to copy, separated by commas, or none: ${EVERY_MODEL.join(', ')} (default: ${DEFAULT_MODELS.join(',')})
  --onnx            copy onnxruntime-web too (58 MB), for \`runtimes: [onnx()]\`
  --all             copy every model and onnxruntime-web
`;

const options = {
  models: { type: 'string' },
  onnx: { type: 'boolean' },
  all: { type: 'boolean' },
} as const;

/** Files of the package that no page loads: those of the command line and of Node, and the type declarations. */
const NOT_FOR_PAGES = /^(cli|node)\b|^types$|\.d\.ts$|^(models|runtime)$/;

export const copyCommand: Command = {
  summary: 'copy the files that a page needs to a folder',
  usage,
  async run(args, { stdout }) {
    const { values, positionals } = parseCommandLine(args, options);
    const [folder] = expectPositionals(positionals, ['folder']);
    const models = values.all ? EVERY_MODEL : modelsOf(values.models);
    const onnx = (values.onnx ?? false) || (values.all ?? false);
    await createFolder(folder);
    const dist = fileURLToPath(new URL('./', import.meta.url));
    const copies = await listCopies(dist, { models, onnx });
    for (const { from, to } of copies) await cp(from, join(folder, to), { recursive: true });
    stdout.write(`${copies.map(({ to }) => join(folder, to)).join('\n')}\n`);
  },
};

type Copy = { readonly from: string; readonly to: string };

/** @param dist the folder of the built package */
async function listCopies(
  dist: string,
  { models, onnx }: { readonly models: readonly string[]; readonly onnx: boolean },
): Promise<Copy[]> {
  const names = (await readdir(dist)).filter((name) => !NOT_FOR_PAGES.test(name)).sort();
  const chosen = [...names, ...models.map((name) => join('models', name)), ...(onnx ? ['runtime'] : [])];
  const licences = ['LICENSE', 'NOTICE'].map((name) => ({ from: join(dist, '..', name), to: name }));
  return [...chosen.map((name) => ({ from: join(dist, name), to: name })), ...licences];
}

/** @param list names with commas between them, or `none` */
function modelsOf(list: string | undefined): readonly string[] {
  if (list === undefined) return DEFAULT_MODELS;
  if (list === 'none') return [];
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !EVERY_MODEL.includes(name));
  if (unknown === undefined) return names;
  throw new UsageError(`Expected --models to name some of ${EVERY_MODEL.join(', ')}, got "${unknown}"`);
}

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
