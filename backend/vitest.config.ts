import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    // They bring their own database server and processes: `npm run test:cluster`, `npm run test:faults`; or go from one release
    // of PostgreSQL to another: `npm run test:postgres`.
    exclude: ['tests/cluster/**', 'tests/faults/**', ...(process.env.OTHER_POSTGRES ? [] : ['tests/releases/**'])],
    globalSetup: ['./tests/setup/database.ts'],
    pool: 'forks',
    maxWorkers: 2,
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
