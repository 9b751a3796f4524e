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

/**
 * The page entry and its chunks contain no runtime, import no package, and name every asset so that bundlers see it.
 */
async function pageProblems() {
  const names = (await readdir(dist)).filter((name) => /^(index|test|shared-.*)\.js$/.test(name));
  const text = (await Promise.all(names.map((name) => readFile(join(dist, name), 'utf8')))).join('\n');
  const problems = [...bareImports(text)].map((name) => `the page entry imports ${name}`);
  if (text.includes('InferenceSession')) problems.push('the page entry reaches onnxruntime-web');
  if (!/new Worker\(new URL\(['"]\.\/worker\.js['"], import\.meta\.url\), \{ type: ['"]module['"] \}\)/.test(text)) {
    problems.push("the page entry lost `new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })`");
  }
  const assets = [...text.matchAll(/new URL\(\s*['"](\.\/[^'"]+)['"],\s*import\.meta\.url/g)].map(
    (match) => match[1] ?? '',
  );
  problems.push(...assets.flatMap(assetProblems));
  for (const folder of ['./runtime/', './kernels/', './models/']) {
    if (!assets.some((asset) => asset.startsWith(folder))) problems.push(`the page entry names no file of ${folder}`);
  }
  return problems;
}

/** The other entries import peer dependencies only, and name no assets. */
async function adapterProblems() {
  const names = Object.keys(entries).filter((name) => name !== 'index' && name !== 'test');
  const texts = await Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(dist, `${name}.js`), 'utf8') })),
  );
  return texts.flatMap(({ name, text }) => [
    ...foreignImports(text).map((target) => `${name}.js imports ${target}, which is no peer`),
    ...(text.includes('import.meta') ? [`${name}.js has \`import.meta\`: only the page entry names assets`] : []),
    ...(name === 'react' && !text.startsWith('"use client"') ? ["react.js lost 'use client'"] : []),
  ]);
}

/** Vite turns assets under 4 KiB into `data:` URLs, which a strict policy forbids to fetch. @param {string} asset */
function assetProblems(asset) {
  const path = join(dist, asset);
  if (!existsSync(path)) return [`the page entry names ${asset}, which is not there`];
  return statSync(path).size < 4096
    ? [`${asset} is under 4 KiB: a consumer's Vite would inline it as a data: URL`]
    : [];
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
