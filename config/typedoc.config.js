/** @file `npm run docs`: the reference of every entry, with the documents beside it, as a site that any file server serves. */
import { OptionDefaults } from 'typedoc';

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  name: 'rankside',
  entryPoints: [
    'src/index.ts',
    'src/element/index.ts',
    'src/remote/index.ts',
    'src/test/index.ts',
    'src/adapters/*.ts',
  ],
  tsconfig: 'tsconfig.build.json',
  out: 'docs-dist',
  readme: 'README.md',
  projectDocuments: ['docs/*.md', 'DESIGN.md', 'CHANGELOG.md'],
  // What a file is about is for those who read the source.
  blockTags: [...OptionDefaults.blockTags, '@file'],
  excludeTags: ['@file'],
  excludePrivate: true,
  disableSources: true,
  validation: { notExported: false, invalidLink: true, notDocumented: false },
  treatWarningsAsErrors: true,
};
