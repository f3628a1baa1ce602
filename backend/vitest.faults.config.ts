import { defineConfig } from 'vitest/config'

/** The database, the network, the disk and our own processes are broken under load. */
export default defineConfig({
  test: {
    include: ['tests/faults/**/*.test.ts'],
    globalSetup: ['./tests/setup/cluster.ts'],
    pool: 'forks',
    // They break one database server, and measure how long people wait.
    maxWorkers: 1,
    fileParallelism: false,
    // Processes die at moments of chance. What passes only the second time is named in the summary.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 300_000,
    hookTimeout: 60_000,
    env: { DATABASE_POOL_MAX: '5', LOG_LEVEL: 'error' },
  },
})
