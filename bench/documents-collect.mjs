/**
 * @file Makes the collection of real files that `bench/documents.mjs` searches: documentation packages of Debian,
 * source distributions of PyPI and packages of npm, as `collection.json` lists them. Nothing of it is committed.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';

const run = promisify(execFile);

/**
 * Downloads the packages and copies their files to `folder`. Returns the paths of files that could not be had.
 *
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
export async function collect(folder) {
  const sources = JSON.parse(await readFile(new URL('./documents/collection.json', import.meta.url), 'utf8'));
  const missing = [];
  for (const [source, unpack] of Object.entries({ debian: unpackDebian, pypi: unpackPypi, npm: unpackNpm })) {
    for (const [name, files] of Object.entries(sources[source])) {
      const temporary = await mkdtemp(join(tmpdir(), 'rankside-documents-'));
      try {
        const root = await unpack(name, temporary);
        for (const [from, to] of Object.entries(files)) await copy(join(root, from), join(folder, to));
      } catch (error) {
        missing.push(...Object.values(files).map((path) => `${path} (${name}: ${String(error).slice(0, 200)})`));
      } finally {
        await rm(temporary, { recursive: true, force: true });
      }
    }
  }
  return missing;
}

async function unpackDebian(name, folder) {
  await run('apt-get', ['download', name], { cwd: folder });
  const [archive] = await readdir(folder);
  await run('dpkg-deb', ['-x', join(folder, archive), join(folder, 'root')]);
  return join(folder, 'root');
}

async function unpackPypi(name, folder) {
  await run('pip', ['download', '--quiet', '--no-deps', '--no-binary=:all:', name], { cwd: folder });
  return unpackTar(folder);
}

async function unpackNpm(name, folder) {
  await run('npm', ['pack', '--silent', name], { cwd: folder });
  return unpackTar(folder);
}

/** Returns the only folder of the only archive. */
async function unpackTar(folder) {
  const archive = (await readdir(folder)).find((file) => /\.t?gz$/.test(file));
  if (archive === undefined) throw new Error(`Expected an archive in ${folder}, got none`);
  await mkdir(join(folder, 'root'));
  await run('tar', ['xzf', join(folder, archive), '-C', join(folder, 'root')]);
  const [root] = await readdir(join(folder, 'root'));
  return join(folder, 'root', root);
}

async function copy(from, to) {
  await mkdir(dirname(to), { recursive: true });
  if (from.endsWith('.gz')) await writeFile(to, gunzipSync(await readFile(from)));
  else await copyFile(from, to);
}
