import { defineConfig } from 'vitest/config'

/** Several processes of HMS at once, behind a real proxy and a real pooler. */
export default defineConfig({
  test: {
    include: ['tests/cluster/**/*.test.ts'],
    globalSetup: ['./tests/setup/cluster.ts'],
    pool: 'forks',
    // Each file starts a dozen processes.
    maxWorkers: 1,
    fileParallelism: false,
    // Processes die at moments of chance. What passes only the second time is named in the summary.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { DATABASE_POOL_MAX: '5' },
  },
})
