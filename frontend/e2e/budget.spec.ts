import { expect, test } from '@playwright/test'
import budgets from '../budgets.json' with { type: 'json' }
import { firstLoadOf } from '../scripts/first-load.ts'

const known = new Map<string, number>()

test.describe('what a page loads before it works', () => {
  for (const [route, budget] of Object.entries(budgets.routes as Record<string, { script: number; html: number }>)) {
    test(`${route} stays within ${budget.script} KiB of scripts and ${budget.html} KiB of document`, async ({
      baseURL,
    }) => {
      const { script, html } = await firstLoadOf(baseURL ?? '', route, known)
      // Nothing measured is no page that weighs nothing.
      expect(script).toBeGreaterThan(50)
      expect(script, `scripts of ${route} in KiB`).toBeLessThanOrEqual(budget.script)
      expect(html, `document of ${route} in KiB`).toBeLessThanOrEqual(budget.html)
    })
  }
})
