/**
 * `npm run test:postgres -- <major release> <what vitest takes>`: unit and API tests on another release of PostgreSQL than
 * the one that comes along, and with words in the order of a language, as hosted servers have them, instead of their bytes.
 *   npm run test:postgres -- 17                            all of them
 *   npm run test:postgres -- 16 tests/patients.test.ts     one file; `--keep` and `--stop` as in test:api
 *   npm run test:postgres -- 17 --cluster                  several processes behind proxy and pooler, in the short form
 */
import { runApiTests } from './lib/apiTests.mjs'
import { generateClient } from './lib/build.mjs'
import { ensureTools } from './lib/debianTools.mjs'
import { onPinnedNode } from './lib/install.mjs'
import { runLongForm } from './lib/longForm.mjs'
import { installPostgres } from './lib/otherPostgres.mjs'
import { inRoot } from './lib/paths.mjs'

await onPinnedNode(async () => {
  const [major, ...args] = process.argv.slice(2)
  Object.assign(process.env, {
    OTHER_POSTGRES: await installPostgres(major),
    TEST_LANGUAGE: 'en-US',
    TEST_DATA_DIR: inRoot(`.data-test-${major}`),
  })
  await generateClient()
  if (!args.includes('--cluster')) return runApiTests(args)
  await ensureTools('haproxy', 'pgbouncer')
  const env = { CLUSTER_LONG: '0', CLUSTER_DATA_DIR: inRoot(`.data-test-cluster-${major}`) }
  runLongForm(
    'vitest.cluster.config.ts',
    env,
    args.filter((arg) => arg !== '--cluster'),
  )
})
