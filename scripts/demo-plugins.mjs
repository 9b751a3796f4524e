/**
 * @file Vite plugins of the demo: the files of pdf.js and of text recognition, the icons of the page, and the list of
 * files to keep for use offline.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoDist, root, separateModels } from './paths.mjs';
import { answer } from './serve.mjs';

const pdfjs = join(root, 'node_modules/pdfjs-dist');
const pdfFolders = ['cmaps', 'standard_fonts', 'wasm', 'iccs'];

/**
 * Serves or copies the character maps, fonts and decoders that pdf.js fetches from `pdfjs/` when a file needs them.
 *
 * @returns {import('vite').Plugin}
 */
export function pdfFiles() {
  return {
    name: 'rankside:pdf-files',
    configureServer({ middlewares }) {
      middlewares.use('/pdfjs/', (request, response) => void answer(pdfjs, request, response, {}));
    },
    async closeBundle() {
      if (this.environment.config.command !== 'build') return;
      const copies = pdfFolders.map((name) =>
        cp(join(pdfjs, name), join(demoDist, 'pdfjs', name), { recursive: true }),
      );
      await Promise.all(copies);
    },
  };
}

/** The files that recognize text and what they are called in `ocr/`, beside the list of languages. */
const ocrFiles = {
  'eng.traineddata.gz': join(root, 'node_modules/@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz'),
  'LICENSE-tesseract.txt': join(root, 'node_modules/tesseract.js-core/LICENSE'),
};
const ocrLanguages = 'languages.json';

/**
 * Serves or copies the language data of text recognition, which is fetched from `ocr/` when a person asks for it. Who
 * deploys the demo may add data of other languages and name them in `languages.json`.
 *
 * @returns {import('vite').Plugin}
 */
export function ocrData() {
  const languages = `${JSON.stringify(['eng'])}\n`;
  return {
    name: 'rankside:ocr-data',
    configureServer({ middlewares }) {
      middlewares.use(`/ocr/${ocrLanguages}`, (_request, response) => response.end(languages));
      middlewares.use('/ocr/', (request, response) => {
        void answer(join(ocrFiles['eng.traineddata.gz'], '..'), request, response, {});
      });
    },
    async closeBundle() {
      if (this.environment.config.command !== 'build') return;
      const folder = join(demoDist, 'ocr');
      await mkdir(folder, { recursive: true });
      await Promise.all(Object.entries(ocrFiles).map(([name, from]) => cp(from, join(folder, name))));
      await writeFile(join(folder, ocrLanguages), languages);
    },
  };
}

/**
 * Leaves out modules of Node that Tesseract's loader names, and uses only there.
 *
 * @returns {import('vite').Plugin}
 */
export function withoutNode() {
  const none = '\0no-module-of-node';
  return {
    name: 'rankside:without-node',
    enforce: 'pre',
    resolveId: (id, from) => (/^(fs|crypto)$/.test(id) && from?.includes('tesseract.js-core') ? none : undefined),
    load: (id) => (id === none ? 'export {};' : undefined),
  };
}

/**
 * Fails if a chunk imports a worker's entry. WebKit evaluates such an entry twice, and both copies answer every
 * message.
 *
 * @returns {import('vite').Plugin}
 */
export function entriesStandAlone() {
  return {
    name: 'rankside:entries-stand-alone',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const entries = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
      for (const { fileName, imports } of chunks) {
        const found = imports.find((name) => entries.has(name));
        if (found !== undefined)
          this.error(`Expected no chunk to import the worker's entry, got ${fileName}: ${found}`);
      }
    },
  };
}

/**
 * Copies the public files. The demo gets the models from the package, as every consumer does, but for `multi` and
 * `deep`, which are not part of it and are served from the page's own folder.
 *
 * @returns {import('vite').Plugin}
 */
export function publicFiles() {
  const from = join(root, 'public');
  return {
    name: 'rankside:public-files',
    apply: 'build',
    async closeBundle() {
      const names = (await readdir(from)).filter((name) => name !== 'models');
      names.push(...separateModels.map((name) => `models/${name}`));
      await Promise.all(names.map((name) => cp(join(from, name), join(demoDist, name), { recursive: true })));
    },
  };
}

/** Files that are fetched when needed, that are kept by those who fetch them, or that are of no use offline. */
const notKept = /\.(onnx|bin|map)$|ort-|tokenizer|^pdfjs\/(cmaps|iccs)\/|^ocr\/|tesseract-.*\.wasm$|^sw\.js$|LICENSE/;

/**
 * Writes the list of files that the page needs, and a version made of their contents, into the service worker. It has
 * to run last.
 *
 * @returns {import('vite').Plugin}
 */
export function offlineList() {
  return {
    name: 'rankside:offline-list',
    apply: 'build',
    enforce: 'post',
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        if (!existsSync(join(demoDist, 'index.html'))) return; // the build failed, and says why
        const files = (await filesUnder(demoDist)).filter((path) => !notKept.test(path)).sort();
        const hash = createHash('sha256');
        for (const path of files) hash.update(path).update(await readFile(join(demoDist, path)));
        const version = hash.digest('hex').slice(0, 16);
        await writeVersion(version);
        const list = ['./', ...files.filter((path) => path !== 'index.html')];
        const worker = join(demoDist, 'sw.js');
        const head = `const OFFLINE_FILES=${JSON.stringify(list)},OFFLINE_VERSION=${JSON.stringify(version)};\n`;
        await writeFile(worker, head + (await readFile(worker, 'utf8')));
      },
    },
  };
}

/**
 * Writes the version into the page, and beside it as the version that the server has.
 *
 * @param {string} version
 */
async function writeVersion(version) {
  const page = join(demoDist, 'index.html');
  const empty = '<meta name="rankside-version" content="" />';
  const html = await readFile(page, 'utf8');
  if (!html.includes(empty)) throw new Error(`Expected the built page to have ${empty}`);
  await writeFile(page, html.replace(empty, empty.replace('content=""', `content="${version}"`)));
  await writeFile(join(demoDist, 'version.json'), `${JSON.stringify({ version })}\n`);
}

/**
 * @param {string} folder
 * @returns {Promise<string[]>} paths below it, with slashes
 */
async function filesUnder(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
}
