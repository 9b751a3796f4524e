/**
 * @file Sites of VitePress, Docusaurus and Starlight from their own starters. Each function makes and builds one with
 * the lines of docs/sites.md, and returns the folder to serve.
 */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { blocksOf, insertAfter, lineOf } from './docs-blocks.mjs';
import { edit, install, shell } from './tools.mjs';

/** What `vitepress init` does after its questions. It looks for `package.json` in the current folder. */
const SCAFFOLD = `import { scaffold, ScaffoldThemeType } from 'vitepress';
scaffold({ root: 'docs', title: 'Site', theme: ScaffoldThemeType.Default, useTs: false, injectNpmScripts: false });
`;

export async function vitePress(folder, tarball) {
  const { shell: commands, files } = await blocksOf('VitePress');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  await install(folder, 'vitepress', tarball);
  await writeFile(join(folder, 'scaffold.mjs'), SCAFFOLD);
  await shell(folder, 'node scaffold.mjs');
  const [config, theme] = ['docs/.vitepress/config.mjs', 'docs/.vitepress/theme/index.js'];
  const head = lineOf(files.get(config), 'head:');
  await edit(join(folder, config), (code) => insertAfter(code, 'export default defineConfig({', head));
  await mkdir(join(folder, dirname(theme)), { recursive: true });
  await writeFile(join(folder, theme), files.get(theme));
  await runAll(folder, commands);
  return join(folder, 'docs/.vitepress/dist');
}

export async function docusaurus(folder, tarball) {
  const { shell: commands, files } = await blocksOf('Docusaurus');
  await mkdir(dirname(folder), { recursive: true });
  await shell(dirname(folder), `npx --yes create-docusaurus@3 ${folder} classic --javascript --skip-install`);
  await install(folder, tarball);
  const [config, searchBar] = ['docusaurus.config.js', 'src/theme/SearchBar.js'];
  const script = lineOf(files.get(config), 'scripts:');
  await edit(join(folder, config), (code) => insertAfter(code, 'const config = {', script));
  await mkdir(join(folder, dirname(searchBar)), { recursive: true });
  await writeFile(join(folder, searchBar), files.get(searchBar));
  await runAll(folder, commands);
  return join(folder, 'build');
}

/**
 * Astro's command fetches the starter from GitHub. Where that cannot be reached, `STARLIGHT_STARTER` names a copy of
 * the folder `examples/basics` of Starlight's repository. Astro 7 needs Node 22, which is installed for an older Node.
 */
export async function starlight(folder, tarball) {
  const { shell: commands, files } = await blocksOf('Starlight');
  const isOld = Number(process.versions.node.split('.')[0]) < 22;
  const starter = process.env.STARLIGHT_STARTER;
  await mkdir(dirname(folder), { recursive: true });
  if (starter) await cp(starter, folder, { recursive: true });
  else {
    const create = `create-astro ${folder} --template starlight --no-install --no-git --skip-houston --yes`;
    await shell(dirname(folder), `npx --yes${isOld ? ' -p node@22' : ''} -p create-astro@latest ${create}`);
  }
  await install(folder, ...(isOld ? ['node@22'] : []), tarball);
  const [config, search] = ['astro.config.mjs', 'src/components/Search.astro'];
  const lines = lineOf(files.get(config), 'components:') + lineOf(files.get(config), 'pagefind:');
  await edit(join(folder, config), (code) => insertAfter(code, 'starlight({', lines));
  await mkdir(join(folder, 'src/components'), { recursive: true });
  await writeFile(join(folder, search), files.get(search));
  await runAll(folder, commands);
  return join(folder, 'dist');
}

async function runAll(folder, commands) {
  for (const command of commands) await shell(folder, command);
}
