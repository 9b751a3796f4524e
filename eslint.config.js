/** @file Typed lint at zero warnings, and the import arrows of DESIGN.md: who may know whom. */
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * @param {string} why
 * @param {string} regex of the module's name, as written in the import
 */
const never = (why, regex) => ({ regex, message: why, allowTypeImports: false });
/** @param {string} why @param {string} regex */
const onlyTypes = (why, regex) => ({ regex, message: why, allowTypeImports: true });

/** @param {string} folders */
const inside = (folders) => `^(\\.\\.?/)+(${folders})(/|$)`;

/**
 * @param {string} name
 * @param {string[]} files
 * @param {(ReturnType<typeof never>)[]} patterns
 * @returns {import('eslint').Linter.Config}
 */
const arrow = (name, files, patterns) => ({
  name: `arrows/${name}`,
  files,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
});

const packages = '^(onnxruntime-web|@huggingface/)';
/** What stands on the host, or beside it on the page. */
const above = 'client|cli|demo|eval|element|adapters|remote|list';
const worker = 'host|workers';
const outOfHost = inside(`${above}|workers`);
/** The folders of the host, each with those that it may import. @type {[room: string, lower: string[]][]} */
const hostRooms = [
  ['platform', []],
  ['locate', ['platform']],
  ['engines', ['platform', 'locate']],
  ['pool', ['platform', 'engines']],
  ['storage', ['platform', 'engines']],
  ['loaded', ['pool', 'storage']],
  ['jobs', ['pool', 'storage', 'loaded']],
];

export default defineConfig(
  globalIgnores([
    'dist',
    'demo-dist',
    'docs-dist',
    'coverage',
    'training',
    'kernels',
    'public',
    'test/fixtures',
    'e2e/consumer-app/typed.ts',
    'e2e/matrix/next',
    '**/*.d.ts',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: [
          'config/tsconfig.page.json',
          'config/tsconfig.worker.json',
          'config/tsconfig.node.json',
          'config/tsconfig.test.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // The house writes `interface` for contracts and `type` for data.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // tsc's noPropertyAccessFromIndexSignature asks for the brackets that this rule would take away.
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Under noUncheckedIndexedAccess, `!` is how a loop says that its index is in bounds.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
      // `signal.reason` is whatever the caller gave.
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' }],
    },
  },
  {
    name: 'reports of tools are read as they come',
    files: ['scripts/**', 'e2e/**', '*.config.*'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },

  {
    name: 'tests make results under the former names too, as the client does',
    files: ['test/**'],
    rules: { '@typescript-eslint/no-deprecated': 'off' },
  },
  {
    name: 'measurements and the e2e apps are plain scripts, outside the typed projects',
    files: ['bench/*.mjs', 'bench/page/**', 'e2e/**/*.mjs', 'e2e/**/*.js', 'examples/**'],
    ...tseslint.configs.disableTypeChecked,
  },

  arrow(
    'protocol',
    ['src/protocol/**'],
    [
      never('The protocol knows neither of its ends', inside(`${above}|methods|${worker}`)),
      onlyTypes('The protocol names the engine’s types and runs none of it', inside('engine')),
      never('The protocol carries no runtime', packages),
    ],
  ),
  arrow(
    'methods',
    ['src/methods/**'],
    [
      never('A method asks the engine and knows no page, worker or protocol', inside(`${above}|protocol|${worker}`)),
      onlyTypes(
        'A method runs token vectors, and knows the rest of the engine by its types',
        '/engine/(?!(engine|token-vectors)$)',
      ),
      never('Only the engine touches tensors', packages),
    ],
  ),
  arrow(
    'ordering',
    ['src/ordering/**'],
    [
      never('An ordering knows its judge and nothing else', '/(?!(judge)$)[^/]*$'),
      never('An ordering knows its judge and nothing else', packages),
    ],
  ),
  arrow(
    'prompts',
    ['src/prompts/**'],
    [
      never(
        'A prompt is data: no engine, method, page or worker',
        inside(`${above}|protocol|engine|methods|models|${worker}`),
      ),
      never('A prompt is data', packages),
    ],
  ),
  arrow(
    'engine',
    ['src/engine/**'],
    [
      never(
        'The engine knows no method, page, worker or protocol',
        inside(`${above}|protocol|methods|ordering|${worker}`),
      ),
    ],
  ),
  arrow(
    'models',
    ['src/models/**'],
    [
      never(
        'A model is described and its files are read without a method, a host or a page',
        inside(`${above}|protocol|methods|ordering|cascade|${worker}`),
      ),
    ],
  ),
  arrow('workers', ['workers/**'], [never('A worker’s entry starts a host and nothing else', '/src/(?!host/)')]),
  arrow('host', ['src/host/**'], [never('The host never reaches the page', outOfHost)]),
  ...hostRooms.map(([room, lower]) =>
    arrow(
      `host/${room}`,
      [`src/host/${room}/**`],
      [
        never('The host never reaches the page', outOfHost),
        never(
          `Of the host’s folders, ${room} may import ${lower.join(', ') || 'none'}`,
          `^\\.\\./(${hostRooms.flatMap(([other]) => (other === room || lower.includes(other) ? [] : [other])).join('|')})/`,
        ),
        never('Only the entry of the host joins its folders', '^\\.\\./(create-host|expose-host|load-model)$'),
      ],
    ),
  ),
  arrow(
    'page',
    ['src/*.ts', 'src/client/**'],
    [
      never('The page entry never reaches the runtime', packages),
      onlyTypes('The page talks to engine and methods through the worker', inside('engine|methods')),
      never('The page talks to the worker through the protocol', inside('host|workers|cli|demo|eval')),
      never('The page entry reaches no server and no framework', inside('adapters|remote|element|list')),
    ],
  ),
  arrow(
    'adapters',
    ['src/adapters/**'],
    [
      never(
        'An adapter takes a reranker; it neither makes one nor knows what it runs on',
        inside('host|workers|engine|methods|protocol|cli|demo|eval'),
      ),
      never(
        'An adapter takes a reranker; it neither makes one nor knows what it runs on',
        '/client/(?!(reranker|scoreboard|validate|event-stream)$)',
      ),
    ],
  ),
  arrow(
    'element',
    ['src/element/**'],
    [
      never(
        'The element makes a reranker or takes one; it knows no engine',
        inside('host|workers|engine|methods|protocol|cli|demo|eval|remote'),
      ),
      never('Of the adapters it shares how a reranker is taken', '/adapters/(?!shared/source$)'),
    ],
  ),
  arrow(
    'remote',
    ['src/remote/**'],
    [
      never(
        'A remote reranker is a client over HTTP: no worker, no engine',
        inside('host|workers|engine|methods|cli|demo|eval|adapters'),
      ),
    ],
  ),
  arrow('list', ['src/list/**'], [never('A list helper is plain DOM code and imports nothing', '')]),
  // After `page`, whose files these are too: for one rule the last entry that matches a file counts.
  arrow(
    'foundation',
    ['src/core/**', 'src/util/**'],
    [
      never(
        'Everything stands on core and util; they stand on nothing',
        inside(`${above}|protocol|engine|methods|models|${worker}`),
      ),
      never('Everything stands on core and util; they stand on nothing', packages),
    ],
  ),
  arrow(
    'fusion',
    ['src/fusion/**'],
    [
      never(
        'Fusion is arithmetic over scores: types and nothing else',
        inside(`${above}|protocol|engine|methods|models|${worker}`),
      ),
      never('Fusion is arithmetic over scores: types and nothing else', packages),
    ],
  ),
  arrow(
    'demo',
    ['src/demo/**'],
    [
      never(
        'The demo uses the package as anyone does: by its name; of the sources it may import eval and list',
        inside('client|engine|methods|models|protocol|host|workers|adapters|remote|cli|fusion|util|test|core|index'),
      ),
      never('The demo uses the package alone', packages),
    ],
  ),
  arrow(
    'eval',
    ['src/eval/**'],
    [
      never(
        'Metrics know files and rankings, no engine',
        inside(`client|cli|demo|list|engine|methods|protocol|${worker}`),
      ),
    ],
  ),
  arrow('cli', ['src/cli/**'], [never('The command line has no page', inside('demo'))]),
);
