import { defineConfig } from '@playwright/test'

const report = process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ?? 'artifacts/report.json'

/** Journeys through a running hospital with its demo data; `E2E_BASE_URL` says where it runs. */
export default defineConfig({
  testDir: './e2e',
  outputDir: './artifacts/results',
  globalTeardown: './e2e/support/quietLog.ts',
  fullyParallel: false,
  // Files run beside each other; each keeps to people and visits of its own.
  workers: Number(process.env.E2E_WORKERS ?? 2),
  forbidOnly: Boolean(process.env.CI),
  // What passes only the second time is named in the summary.
  retries: process.env.CI ? 1 : 0,
  timeout: 180_000,
  // Generous, as two busy cores can be slow; nothing here measures time.
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: report }]],
  use: {
    baseURL: process.env.E2E_BASE_URL ?? 'http://127.0.0.1:3000',
    browserName: 'chromium',
    locale: 'en-US',
    navigationTimeout: 60_000,
    viewport: { width: 1280, height: 800 },
    // Recording costs a part of each second, so what is checked in full records only what has failed once.
    trace: process.env.CI ? 'on-first-retry' : 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    },
  },
})
