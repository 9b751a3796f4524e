/**
 * @file `npm run docs`: a static site with the reference of every entry and the documents of `docs`. Paths are relative
 * to this file.
 */
import { OptionDefaults } from 'typedoc';

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  name: 'rankside',
  entryPoints: [
    '../src/index.ts',
    '../src/element/index.ts',
    '../src/remote/index.ts',
    '../src/test/index.ts',
    '../src/adapters/*.ts',
  ],
  tsconfig: 'tsconfig.build.json',
  out: '../docs-dist',
  readme: '../README.md',
  projectDocuments: ['../docs/*.md', '../DESIGN.md', '../CHANGELOG.md'],
  // File headers describe the source, so the reference leaves them out.
  blockTags: [...OptionDefaults.blockTags, '@file'],
  excludeTags: ['@file'],
  excludePrivate: true,
  disableSources: true,
  validation: { notExported: false, invalidLink: true, notDocumented: false },
  treatWarningsAsErrors: true,
};
