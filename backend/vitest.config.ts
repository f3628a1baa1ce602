import { basename } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest, mostly waiting: begun last, such a file would be waited for alone. */
const longest = ['hosted', 'readiness', 'backup-damage', 'notifications', 'plans', 'metrics', 'authorisation', 'fuzz']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => longest.indexOf(basename(moduleId, '.test.ts'))
    const known = files.filter((file) => place(file) >= 0).sort((a, b) => place(a) - place(b))
    return [...known, ...(await super.sort(files.filter((file) => place(file) < 0)))]
  }
}

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    // They bring their own database server and processes: `npm run test:cluster`, `npm run test:faults`; or go from one release
    // of PostgreSQL to another: `npm run test:postgres`.
    exclude: ['tests/cluster/**', 'tests/faults/**', ...(process.env.OTHER_POSTGRES ? [] : ['tests/releases/**'])],
    globalSetup: ['./tests/setup/database.ts'],
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    restoreMocks: true,
    // A test hangs up on the job worker, whose queue may have a note under way that nobody waits for; the process of the
    // application logs such a rejection and goes on.
    onUnhandledError: (error) => (error as { code?: string }).code !== '57P01',
    // A small pool, so that waiting for a connection happens in tests too.
    env: { DATABASE_POOL_MAX: '5', LOG_LEVEL: 'warn' },
  },
})
