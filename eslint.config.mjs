import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import nextCoreWebVitals from 'eslint-config-next/core-web-vitals'
import tseslint from 'typescript-eslint'

const root = dirname(fileURLToPath(import.meta.url))

/** What a layer must not import. Imports point one way: routes → controllers → services → models → config. */
const forbid = (layers, reason) => ({
  regex: `(^|/)(${layers.join('|')})(/|$)`,
  message: `${reason} See ARCHITECTURE.md.`,
})

const sqlMessage = 'Only models/ and config/ talk to the database; see ARCHITECTURE.md.'
const DATABASE_PACKAGES = {
  regex: '^(pg|graphile-worker|@prisma/.*)$|(^|/)generated/prisma(/|$)',
  message: sqlMessage,
}
const foreignCode = (names) => ({
  regex: `(^|/)(${names.join('|')})/|^@hms/(${names.join('|')})(/|$)`,
  message: 'Frontend and backend meet in @hms/contract only.',
})

/** Words to look for and stand-ins for other services, which tests on both sides need. */
const FOREIGN_TO_JOURNEYS = {
  regex: '(^|/)backend/(?!tests/support/(sentinels|sentryStandIn)\\.ts$)|^@hms/backend(/|$)',
  message: 'Frontend and backend meet in @hms/contract only.',
}

const imports = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] })

/** Statements in a string are as much SQL as an import of the driver. */
const noSql = {
  'no-restricted-syntax': [
    'error',
    ...['Literal[value=%]', 'TemplateElement[value.raw=%]'].map((selector) => ({
      selector: selector.replace(
        '%',
        '/^\\s*(select\\s.+\\sfrom|insert\\s+into|update\\s.+\\sset|delete\\s+from)\\s/i',
      ),
      message: sqlMessage,
    })),
  ],
}

const layer = (folder, patterns, more = {}) => ({
  files: [`backend/src/${folder}/**/*.ts`],
  ignores: ['**/*.test.ts'],
  rules: { ...imports(...patterns, foreignCode(['frontend'])), ...more },
})

const sizes = (perFunction) => ({
  'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: perFunction, skipBlankLines: true, skipComments: true }],
})

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      '**/.next/',
      '**/generated/',
      '**/next-env.d.ts',
      '**/coverage/',
      '**/playwright-report/',
      '**/test-results/',
      '**/artifacts/',
      '.data*/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-control-regex': 'error',
      'no-irregular-whitespace': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      ...sizes(60),
    },
  },
  {
    files: ['scripts/**/*.mjs', '*.mjs'],
    rules: imports(foreignCode(['frontend'])),
  },
  {
    files: ['backend/**/*.ts', 'contract/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      'no-console': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['contract/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: imports({ regex: '^(?!zod$|\\./|\\.\\./)', message: 'The contract is zod and nothing else.' }),
  },
  layer(
    'routes',
    [forbid(['services', 'models', 'jobs'], 'Routes bind endpoints to controllers.'), DATABASE_PACKAGES],
    noSql,
  ),
  layer(
    'controllers',
    [
      forbid(['routes', 'models', 'jobs', 'middleware'], 'Controllers translate, and call services.'),
      DATABASE_PACKAGES,
    ],
    noSql,
  ),
  layer(
    'services',
    [forbid(['routes', 'controllers', 'middleware'], 'Services know nothing of HTTP.'), DATABASE_PACKAGES],
    noSql,
  ),
  layer('models', [forbid(['routes', 'controllers', 'services', 'middleware', 'jobs'], 'Models know tables only.')]),
  layer('config', [
    forbid(
      ['routes', 'controllers', 'services', 'models', 'middleware', 'jobs'],
      'Configuration stands at the bottom.',
    ),
  ]),
  layer(
    'utils',
    [
      forbid(['routes', 'controllers', 'services', 'models', 'middleware', 'jobs'], 'Utilities serve every layer.'),
      DATABASE_PACKAGES,
    ],
    noSql,
  ),
  layer(
    'middleware',
    [forbid(['routes', 'controllers'], 'Middleware stands before the routes.'), DATABASE_PACKAGES],
    noSql,
  ),
  layer('jobs', [forbid(['routes', 'controllers', 'middleware'], 'Jobs call services.')]),
  {
    files: ['backend/src/*.ts'],
    rules: { ...imports(DATABASE_PACKAGES, foreignCode(['frontend'])), ...noSql },
  },
  {
    // Their output is for a person at a terminal.
    files: [
      'backend/src/import.ts',
      'backend/src/backup.ts',
      'backend/src/auditVerify.ts',
      'backend/src/keys.ts',
      'backend/prisma/**/*.ts',
      'backend/bench/**/*.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  ...nextCoreWebVitals
    .filter((config) => config.rules)
    .map((config) => ({
      ...config,
      files: ['frontend/**/*.{ts,tsx}'],
      languageOptions: { ...config.languageOptions, parser: tseslint.parser },
      settings: { ...config.settings, next: { rootDir: 'frontend/' } },
    })),
  {
    files: ['frontend/**/*.{ts,tsx}'],
    rules: {
      ...imports(foreignCode(['backend'])),
      'no-console': ['error', { allow: ['error', 'warn'] }],
      ...sizes(120),
    },
  },
  {
    files: ['frontend/e2e/**/*.ts'],
    rules: imports(FOREIGN_TO_JOURNEYS),
  },
  {
    files: ['**/*.test.{ts,tsx}', '**/tests/**', 'frontend/e2e/**'],
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-explicit-any': 'off',
      'no-console': 'off',
    },
  },
)
