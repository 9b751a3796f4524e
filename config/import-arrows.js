/**
 * @file The import arrows of the sources as one table, and the ESLint rules made of it.
 *
 * A folder may import those that its row names and no other, and every row stands below the rows that it names, so the
 * folders have no circles. `typesOf` may be imported with `import type` only. Entries are parts of regular expressions
 * that start at a folder's name. The network runtime and the tokenizers (`PACKAGES`) are imported by `engine` alone.
 *
 * @typedef {{ mayImport?: string[], typesOf?: string[], never?: string[] }} Targets
 * @typedef {Targets & { folder: string, files?: string[], why: string }} Arrow
 * @typedef {{ regex: string, message: string, allowTypeImports: boolean }} Pattern
 */

const PACKAGES = { regex: '^(onnxruntime-web|@huggingface/)', message: 'Only the engine runs models' };

/** @type {readonly Arrow[]} */
export const arrows = [
  { folder: 'core', why: 'Every folder shares the types and errors of core, so core imports no other folder' },
  { folder: 'util', typesOf: ['core'], why: 'Helpers serve every folder, so they import none but the types of core' },
  { folder: 'fusion', typesOf: ['core'], why: 'Fusion is arithmetic over scores' },
  {
    folder: 'passages',
    mayImport: ['util'],
    typesOf: ['core'],
    why: 'Passages and windows are cut from texts without a model',
  },
  { folder: 'site-index', why: 'The files of an index are written and read without a model' },
  { folder: 'words', why: 'Words are found and searched for without a model' },
  { folder: 'prompts', why: 'A prompt is data' },
  { folder: 'ordering', never: ['(?!judge$)[^/]*$'], why: 'An ordering imports its judge and nothing else' },
  { folder: 'list', why: 'A list is reordered on screen with plain DOM code' },
  { folder: 'eval', why: 'Metrics read judgments and rankings, and work without the library' },
  {
    folder: 'models',
    mayImport: ['core', 'util', 'fusion', 'prompts'],
    why: 'A model is described, and its files are read, without an engine',
  },
  { folder: 'cascade', typesOf: ['models'], why: 'The cascade is arithmetic over the scores of the first-pass model' },
  {
    folder: 'engine',
    mayImport: ['core', 'util', 'prompts', 'models'],
    typesOf: ['passages'],
    why: 'An engine computes for any method and any host',
  },
  {
    folder: 'protocol',
    mayImport: ['core'],
    typesOf: ['models', 'engine'],
    why: 'The protocol is the messages between page and worker, and runs no part of either',
  },
  {
    folder: 'methods',
    mayImport: ['core', 'util', 'prompts', 'ordering', 'models'],
    typesOf: ['engine(?!/(.*/)?token-vectors$)'],
    why: 'A method is given its engine; of the engine’s code it runs the arithmetic of token vectors alone',
  },
  {
    folder: 'host',
    mayImport: [
      'core',
      'util',
      'fusion',
      'words',
      'site-index',
      'passages',
      'prompts',
      'models',
      'cascade',
      'engine',
      'protocol',
      'methods',
    ],
    why: 'The host runs in the worker and never imports the page',
  },
  {
    folder: 'transformers',
    files: ['src/transformers/**'],
    mayImport: ['core', 'util', 'models', 'engine', 'methods', 'host'],
    typesOf: ['protocol'],
    why: 'transformers.js is one more way to load a model of a host, and no other folder knows it',
  },
  {
    folder: 'client',
    mayImport: ['core', 'util', 'fusion', 'models', 'protocol'],
    typesOf: ['engine'],
    why: 'The page reaches the engine and the methods through the protocol',
  },
  {
    folder: 'index',
    files: ['src/*.ts'],
    mayImport: ['core', 'client'],
    typesOf: ['models'],
    why: 'The page entry exports the client, and reaches no server and no framework',
  },
  {
    folder: 'collection',
    mayImport: ['core', 'util', 'client'],
    typesOf: ['protocol'],
    why: 'A collection of the page runs its tasks in the worker of a reranker',
  },
  {
    folder: 'search-element',
    mayImport: ['core', 'util', 'collection'],
    why: 'The search dialog is given a collection, or opens an index',
  },
  {
    folder: 'tabs',
    mayImport: ['core', 'util', 'client', 'protocol'],
    why: 'The tabs of an origin share a worker by ports and locks, whatever it does',
  },
  {
    folder: 'workers',
    files: ['workers/**'],
    mayImport: ['host', 'transformers', 'tabs'],
    why: 'An entry of a worker starts a host, or the broker of the tabs',
  },
  {
    folder: 'remote',
    mayImport: ['core', 'util', 'fusion', 'client'],
    typesOf: ['protocol'],
    why: 'A remote reranker is a client over HTTP, without a worker or an engine',
  },
  {
    folder: 'adapters',
    mayImport: ['core', 'util', 'client'],
    typesOf: ['remote'],
    never: ['client/(?!(reranker|scoreboard|validate|event-stream)$)'],
    why: 'An adapter is given a reranker; it does not create one',
  },
  {
    folder: 'element',
    mayImport: ['core', 'util', 'list', 'client', 'adapters'],
    never: ['adapters/(?!shared/source$)'],
    why: 'The element creates a reranker or is given one, and shares with the adapters how one is given',
  },
  {
    folder: 'extension',
    mayImport: ['core', 'util', 'client', 'adapters', 'element'],
    never: ['adapters/(?!shared/source$)', 'client/(?!event-stream$)'],
    why: 'The extension imports the package by its name, and ranks lists as the element does',
  },
  {
    folder: 'test',
    mayImport: ['core', 'util', 'models', 'engine', 'methods', 'host', 'client'],
    typesOf: ['passages', 'prompts'],
    why: 'The fake reranker joins client and host in one thread',
  },
  {
    folder: 'demo',
    // The demo has a folder of its own with the name `collection`.
    mayImport: ['list', 'eval', 'util', 'words', 'passages', 'collection'],
    never: ['util/(?!sentences$)', 'passages/(?!(pack|text)-units$)'],
    why: 'The demo imports the package by its name, as consumers do; it cuts texts and finds words as collections do',
  },
  {
    folder: 'cli',
    mayImport: [
      'core',
      'util',
      'fusion',
      'eval',
      'words',
      'passages',
      'site-index',
      'models',
      'engine',
      'methods',
      'host',
      'transformers',
      'client',
      'demo',
    ],
    typesOf: ['protocol'],
    never: ['demo/(?!(worker|shared)/)'],
    why: 'The command line joins client and host in one thread, and reads documents as the demo does, without its page',
  },
  {
    folder: 'node',
    mayImport: ['core', 'client', 'host', 'cli'],
    never: ['cli/(?!(node-environment|thread-worker)$)'],
    why: 'In Node, client and host run in threads, over the command line’s environment',
  },
];

/** The folders of the host, in the same form. @type {readonly Arrow[]} */
export const hostArrows = [
  { folder: 'platform', why: 'The platform knows browsers, not models' },
  { folder: 'locate', mayImport: ['platform'], why: 'A model is located before any engine exists' },
  { folder: 'engines', mayImport: ['platform', 'locate'], why: 'An engine is created without a pool or storage' },
  { folder: 'pool', mayImport: ['platform', 'engines'], why: 'The pool spreads the work of any job' },
  { folder: 'storage', mayImport: ['platform', 'engines'], why: 'Storage keeps what an engine computed for any job' },
  { folder: 'loaded', mayImport: ['pool', 'storage'], why: 'A loaded model is used by jobs and knows none' },
  { folder: 'jobs', mayImport: ['pool', 'storage', 'loaded'], why: 'Jobs are given the loaded models' },
  {
    folder: 'collections',
    mayImport: ['storage', 'loaded', 'jobs'],
    why: 'A search of a collection is a job over the loaded models',
  },
  { folder: 'clients', mayImport: ['platform', 'pool', 'jobs'], why: 'Several pages share a host, whatever it does' },
];

/**
 * One configuration a row. For one file the last configuration counts, so those of the host's folders repeat the host's
 * patterns.
 */
export const importArrows = [
  ...arrows.map((row) => config(row.folder, row.files ?? [`src/${row.folder}/**`], patternsOf(row, arrows))),
  ...hostArrows.map((row) =>
    config(
      `host/${row.folder}`,
      [`src/host/${row.folder}/**`],
      [
        ...patternsOf(/** @type {Arrow} */ (arrows.find(({ folder }) => folder === 'host')), arrows),
        ...patternsOf(row, hostArrows),
        pattern('Only the entry of the host joins its folders', '(create-host|expose-host|load-model)$'),
      ],
    ),
  ),
];

/**
 * @param {string} name
 * @param {string[]} files
 * @param {Pattern[]} patterns
 * @returns {import('eslint').Linter.Config}
 */
function config(name, files, patterns) {
  return {
    name: `arrows/${name}`,
    files,
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: name === 'engine' ? patterns : [...patterns, PACKAGES] },
      ],
    },
  };
}

/**
 * @param {Arrow} row
 * @param {readonly Arrow[]} table
 */
function patternsOf({ folder, mayImport = [], typesOf = [], never = [], why }, table) {
  const named = [...mayImport, ...typesOf].map((entry) => /^[\w-]+/.exec(entry)?.[0] ?? entry);
  const others = table.flatMap((row) => (row.folder === folder || named.includes(row.folder) ? [] : [row.folder]));
  const message = `${why}. It may import ${named.join(', ') || 'no other folder'}`;
  return [
    pattern(message, `(${others.join('|')})(/|$)`),
    ...never.map((entry) => pattern(why, entry)),
    ...typesOf.map((entry) => pattern(`${why}. Of ${entry} it may import types only`, `${entry}(/|$)`, true)),
  ];
}

/**
 * @param {string} message
 * @param {string} target a part of a regular expression, from the name of a folder on
 * @returns {Pattern}
 */
function pattern(message, target, allowTypeImports = false) {
  return { regex: `^(\\.\\.?/)+(src/)?${target}`, message, allowTypeImports };
}
