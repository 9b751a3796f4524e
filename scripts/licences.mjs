/**
 * @file Writes the licences of the packages that are in `dist`, since the package has no dependencies: those of the
 * bundles' modules, and the one whose WASM files are copied.
 */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dist, root } from './paths.mjs';

/** The files of the first are copied, and contain the second. */
const copied = ['onnxruntime-web', 'onnxruntime-common'];

/** The packages of onnxruntime name the MIT licence without its text, so this is the text of their repository. */
const microsoft = `MIT License

Copyright (c) Microsoft Corporation

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
`;

/** @param {Iterable<string>} modules the paths of the bundles' modules */
export async function writeLicences(modules) {
  const parts = await Promise.all(packagesOf(modules).map(licenceOf));
  await writeFile(join(dist, 'THIRD-PARTY-LICENCES.txt'), parts.join('\n\n'));
}

/**
 * @param {Iterable<string>} modules
 * @returns {string[]} the names of the packages that the modules belong to, sorted
 */
export function packagesOf(modules) {
  const names = [...modules].flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return [...new Set([...names, ...copied])].sort();
}

/** @param {string} name */
async function licenceOf(name) {
  const folder = join(root, 'node_modules', name);
  /** @type {{ version: string, license: string }} */
  const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined && !name.startsWith('onnxruntime-'))
    throw new Error(`Expected ${name} to contain its licence, found none`);
  const text = file === undefined ? microsoft : await readFile(join(folder, file), 'utf8');
  return `${name} ${version}: ${license}\n\n${text}`.trimEnd();
}
