/** @file Writes the licences of the packages that are bundled into `dist`, since the package has no dependencies. */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dist, root } from './paths.mjs';

const bundled = ['@huggingface/tokenizers', 'comlink', 'onnxruntime-common', 'onnxruntime-web'];

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

export async function writeLicences() {
  const parts = await Promise.all(bundled.map(licenceOf));
  await writeFile(join(dist, 'THIRD-PARTY-LICENCES.txt'), parts.join('\n\n'));
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
