/** @file Checks the published files. A problem fails the build. */
import { existsSync, statSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { entries, peers } from './entries.mjs';
import { dist, root } from './paths.mjs';

export async function checkDist() {
  const problems = (
    await Promise.all([missingExports(), pageProblems(), adapterProblems(), workerProblems(), typeProblems()])
  ).flat();
  if (problems.length > 0)
    throw new Error(`Expected the built package to pass its checks, got:\n  ${problems.join('\n  ')}`);
}

async function missingExports() {
  /** @type {{ exports: Record<string, string | Record<string, string>> }} */
  const { exports } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const targets = Object.values(exports).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry),
  );
  return targets
    .filter((path) => !existsSync(join(root, path)))
    .map((path) => `package.json exports ${path}, which is not there`);
}

/** The entries that name files, and the folders of those files. Every other entry names none. */
const assetFolders = {
  index: ['./kernels/', './models/'],
  onnx: ['./runtime/'],
  transformers: [],
  tabs: [],
  node: [],
};
const WORKERS = ['./worker.js', './transformers-worker.js', './broker.js'];

/** The page entry and its chunks contain no runtime, import no package, and name the worker so that bundlers see it. */
async function pageProblems() {
  const names = (await readdir(dist)).filter((name) => /^(index|test|shared-.*)\.js$/.test(name));
  const text = (await Promise.all(names.map((name) => readFile(join(dist, name), 'utf8')))).join('\n');
  const problems = [...bareImports(text)].map((name) => `the page entry imports ${name}`);
  if (text.includes('InferenceSession')) problems.push('the page entry reaches onnxruntime-web');
  if (!/new Worker\(new URL\(['"]\.\/worker\.js['"], import\.meta\.url\), \{ type: ['"]module['"] \}\)/.test(text)) {
    problems.push("the page entry lost `new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })`");
  }
  const doors = await Promise.all(
    ['onnx', 'transformers', 'tabs'].map(async (name) =>
      assetListProblems(name, await readFile(join(dist, `${name}.js`), 'utf8')),
    ),
  );
  return [...problems, ...assetListProblems('index', text), ...doors.flat()];
}

/**
 * An entry names every file that it needs, and no file of another entry's folders.
 *
 * @param {string} entry
 * @param {string} text
 */
function assetListProblems(entry, text) {
  const folders = assetFolders[/** @type {keyof typeof assetFolders} */ (entry)];
  const assets = [...text.matchAll(/new URL\(\s*['"](\.\/[^'"]+)['"],\s*import\.meta\.url/g)]
    .map((match) => match[1] ?? '')
    .filter((asset) => !WORKERS.includes(asset));
  const missing = folders.filter((folder) => !assets.some((asset) => asset.startsWith(folder)));
  const foreign = assets.filter((asset) => !folders.some((folder) => asset.startsWith(folder)));
  return [
    ...assets.flatMap(assetProblems),
    ...missing.map((folder) => `${entry}.js names no file of ${folder}`),
    ...foreign.map((asset) => `${entry}.js names ${asset}, which belongs to another entry`),
  ];
}

/** The other entries import peer dependencies only, and name no files. */
async function adapterProblems() {
  const names = Object.keys(entries).filter((name) => !(name in assetFolders) && name !== 'test');
  const texts = await Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(dist, `${name}.js`), 'utf8') })),
  );
  return texts.flatMap(({ name, text }) => [
    ...foreignImports(text).map((target) => `${name}.js imports ${target}, which is no peer`),
    ...(text.includes('import.meta') ? [`${name}.js has \`import.meta\`: it names files`] : []),
    ...(name === 'react' && !text.startsWith('"use client"') ? ["react.js lost 'use client'"] : []),
  ]);
}

/** Some static hosts refuse larger files. */
const MAX_BYTES = 24e6;

/** @param {string} asset */
function assetProblems(asset) {
  const path = join(dist, asset);
  if (!existsSync(path)) return [`an entry names ${asset}, which is not there`];
  const { size } = statSync(path);
  return size > MAX_BYTES ? [`${asset} has ${String(size)} bytes, more than ${String(MAX_BYTES)}`] : [];
}

/** The worker is one file that a consumer's bundler can wrap in any format. */
async function workerProblems() {
  const text = await readFile(join(dist, 'worker.js'), 'utf8');
  const problems = [...bareImports(text)].map((name) => `the worker imports ${name}`);
  if (/^(import|export)\b/m.test(text)) problems.push('the worker has import or export statements');
  if (/\bimport\.meta\b/.test(text)) problems.push('the worker has `import.meta`');
  if (/\bimport\(\s*['"]/.test(text)) problems.push('the worker imports a chunk');
  if (text.length > 2_000_000)
    problems.push(`the worker has ${String(text.length)} characters: something inlined a .wasm`);
  return problems;
}

async function typeProblems() {
  const folder = join(dist, 'types');
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.d.ts'));
  const texts = await Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
  );
  return texts.flatMap(({ name, text }) =>
    foreignImports(text).map((target) => `types/${name} imports ${target}, a dependency`),
  );
}

/** @param {string} text */
function foreignImports(text) {
  return [...bareImports(text)].filter((name) => !peers.includes(name));
}

/** @param {string} text */
function bareImports(text) {
  const found = text.matchAll(
    /(?:^|[;}\n])\s*(?:import|export)\b[^'";]*?\bfrom\s*['"]([^.'"][^'"]*)['"]|\bimport\(\s*['"]([^.'"][^'"]*)['"]/g,
  );
  return new Set([...found].map((match) => match[1] ?? match[2] ?? ''));
}
