/**
 * @file Typed lint at zero warnings, and the structure: sizes of files and functions here, import arrows between
 * folders in config/import-arrows.js. Circles are found by dependency-cruiser (config/dependency-cruiser.mjs).
 */
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { importArrows } from './config/import-arrows.js';

// The aim is 120 columns, in comments as in code. Prettier keeps code to it, but wraps no comment, string or template.
const MAX_WIDTH = 160;

export default defineConfig(
  globalIgnores([
    'dist',
    'demo-dist',
    'extension-dist',
    'docs-dist',
    'coverage',
    'training',
    'kernels',
    'public',
    'test/fixtures',
    'e2e/consumer-app/names.ts',
    'e2e/consumer-app/typed.ts',
    'e2e/matrix/angular',
    'e2e/matrix/next',
    'e2e/matrix/sveltekit',
    'e2e/generators',
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
      // Contracts are written as `interface` and data as `type`.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // tsc's noPropertyAccessFromIndexSignature requires the brackets that this rule removes.
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Under noUncheckedIndexedAccess, a loop asserts with `!` that its index is in bounds.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
      // `signal.reason` may be any value that the caller passed to `abort`.
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' }],
    },
  },
  {
    name: 'reports of tools are parsed JSON without declared types',
    files: ['scripts/**', 'e2e/**', '*.config.*'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    name: 'tests create results with the deprecated names too, as the client does',
    files: ['test/**'],
    rules: { '@typescript-eslint/no-deprecated': 'off' },
  },
  {
    name: 'measurements and the e2e apps are plain scripts, outside the typed projects',
    files: ['bench/*.mjs', 'bench/page/**', 'bench/engines/**', 'e2e/**/*.mjs', 'e2e/**/*.js', 'examples/**'],
    ...tseslint.configs.disableTypeChecked,
  },

  {
    name: 'size',
    rules: {
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60, IIFEs: true }],
      '@typescript-eslint/max-params': ['error', { max: 5 }],
      // Deprecated and available until ESLint 11; its successor is a plugin of its own, @stylistic/eslint-plugin.
      'max-len': [
        'error',
        {
          code: MAX_WIDTH,
          comments: 120,
          ignoreUrls: true,
          ignoreStrings: true,
          ignoreTemplateLiterals: true,
          ignoreRegExpLiterals: true,
        },
      ],
    },
  },
  {
    name: 'size: a suite of tests is one function, and a measurement reads from top to bottom',
    files: ['test/**', 'e2e/**', 'bench/**'],
    rules: {
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': 'off',
      '@typescript-eslint/max-params': ['error', { max: 5 }],
    },
  },
  {
    name: 'size: a view of the demo is one closure over its elements and their state',
    files: ['src/demo/page/**'],
    rules: { 'max-lines-per-function': ['error', { max: 100 }] },
  },
  {
    name: 'size: one closure over the state of the loaded model',
    files: ['src/host/create-host.ts', 'src/host/load-model.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 80 }] },
  },
  {
    name: 'size: the public types are read, and documented, in one place',
    files: ['src/core/types.ts'],
    rules: { 'max-lines': ['error', { max: 360 }] },
  },
  {
    name: 'size: a private helper or a constructor with one caller, which an options object would only rename',
    files: [
      'src/demo/page/search/{rows,card-data}.ts',
      'src/demo/page/viewer/pdf-page.ts',
      'src/demo/worker/text-index.ts',
      'src/engine/encoder/run-segments.ts',
      'src/engine/token-vectors.ts',
      'src/host/jobs/{prepare,rank}-runner.ts',
      'src/host/locate/locate-hub.ts',
      'src/host/pool/pace.ts',
      'src/host/storage/score-storage.ts',
    ],
    rules: { '@typescript-eslint/max-params': ['error', { max: 5 }] },
  },
  {
    name: 'size: lines that are still to be wrapped',
    files: [
      'bench/speed/rounds.ts',
      'src/cli/read-passages.ts',
      'src/client/create-reranker.ts',
      'src/demo/shared/request-count.ts',
      'src/host/load-model.ts',
      'src/host/storage/vector-storage.ts',
      'test/models/files/{model-files,load-file}.test.ts',
    ],
    rules: { 'max-len': 'off' },
  },

  importArrows,
);
