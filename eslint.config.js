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
const above = 'client|cli|demo|eval|element|adapters|remote';

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
        project: ['tsconfig.page.json', 'tsconfig.worker.json', 'tsconfig.node.json', 'tsconfig.test.json'],
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
    name: 'measurements and the e2e apps are plain scripts, outside the typed projects',
    files: ['bench/*.mjs', 'bench/page/**', 'e2e/**/*.mjs', 'e2e/**/*.js', 'examples/**'],
    ...tseslint.configs.disableTypeChecked,
  },

  arrow(
    'protocol',
    ['src/protocol/**'],
    [
      never('The protocol knows neither of its ends', inside(`${above}|methods|workers`)),
      onlyTypes('The protocol names the engine’s types and runs none of it', inside('engine')),
      never('The protocol carries no runtime', packages),
    ],
  ),
  arrow(
    'methods',
    ['src/methods/**'],
    [
      never('A method asks the engine and knows no page, worker or protocol', inside(`${above}|protocol|workers`)),
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
        inside(`${above}|protocol|engine|methods|models|workers`),
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
        inside(`${above}|protocol|methods|ordering|workers`),
      ),
    ],
  ),
  arrow(
    'workers',
    ['workers/**'],
    [never('The worker reaches engine, methods and protocol, never the page', `/(${above})(/|$)`)],
  ),
  arrow(
    'page',
    ['src/*.ts', 'src/client/**'],
    [
      never('The page entry never reaches the runtime', packages),
      onlyTypes('The page talks to engine and methods through the worker', inside('engine|methods')),
      never('The page talks to the worker through the protocol', inside('workers|cli|demo|eval')),
      never('The page entry reaches no server and no framework', inside('adapters|remote|element')),
    ],
  ),
  arrow(
    'adapters',
    ['src/adapters/**'],
    [
      never(
        'An adapter takes a reranker; it neither makes one nor knows what it runs on',
        inside('workers|engine|methods|protocol|cli|demo|eval'),
      ),
      never(
        'An adapter takes a reranker; it neither makes one nor knows what it runs on',
        '/client/(?!(scoreboard|validate|event-stream)$)',
      ),
    ],
  ),
  arrow(
    'element',
    ['src/element/**'],
    [
      never(
        'The element makes a reranker or takes one; it knows no engine',
        inside('workers|engine|methods|protocol|cli|demo|eval|remote'),
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
        inside('workers|engine|methods|cli|demo|eval|adapters'),
      ),
    ],
  ),
  // After `page`, whose files these are too: for one rule the last entry that matches a file counts.
  arrow(
    'foundation',
    ['src/types.ts', 'src/errors.ts', 'src/util/**'],
    [
      never(
        'Everything stands on types, errors and util; they stand on nothing',
        inside(`${above}|protocol|engine|methods|models|workers`),
      ),
      never('Everything stands on types, errors and util; they stand on nothing', packages),
    ],
  ),
  arrow(
    'fusion',
    ['src/fusion/**'],
    [
      never(
        'Fusion is arithmetic over scores: types and nothing else',
        inside(`${above}|protocol|engine|methods|models|workers`),
      ),
      never('Fusion is arithmetic over scores: types and nothing else', packages),
    ],
  ),
  arrow(
    'demo',
    ['src/demo/**'],
    [
      never(
        'The demo uses the package as anyone does: by its name; of the sources it reads the metrics alone',
        inside(
          'client|engine|methods|models|protocol|workers|adapters|remote|cli|fusion|util|test|index|types|errors|reranker',
        ),
      ),
      never('The demo uses the package alone', packages),
    ],
  ),
  arrow(
    'eval',
    ['src/eval/**'],
    [never('Metrics know files and rankings, no engine', inside(`client|cli|demo|engine|methods|protocol|workers`))],
  ),
  arrow('cli', ['src/cli/**'], [never('The command line has no page', inside('demo'))]),
);
