import path from 'node:path'
import { expect, type Page } from '@playwright/test'
import axe from 'axe-core'

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const artifacts = path.join(import.meta.dirname, '..', '..', 'artifacts')

const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } } as const
const themes = ['light', 'dark'] as const

/** Waits until nothing of the page has changed for a moment: some of it is drawn in several steps. */
const rest = (page: Page) =>
  page.evaluate(async () => {
    let hasChanged = true
    const observer = new MutationObserver(() => (hasChanged = true))
    observer.observe(document, { subtree: true, childList: true, attributes: true })
    while (hasChanged) {
      hasChanged = false
      // No frame is waited for: none comes where nothing is left to be drawn.
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    observer.disconnect()
  })

/** Waits until the page has its heading, nothing on it says that it is still loading, and nothing that ends is moving. */
export async function settle(page: Page) {
  await expect(page.locator('h1').first()).toBeVisible()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  await rest(page)
  await page.evaluate(async () => {
    await document.fonts.ready
    const ending = document.getAnimations().filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime))
    await Promise.allSettled(ending.map(({ finished }) => finished))
  })
}

/** Rules whose answer a theme changes; all others say the same of both. */
const rulesOfColour = ['color-contrast', 'link-in-text-block']

/** What axe finds in the open document, which gets it once. */
async function violationsIn(page: Page, options: axe.RunOptions): Promise<axe.Result[]> {
  // It would see the frames of a page only if it were in each of them.
  expect(page.frames()).toHaveLength(1)
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  return page.evaluate(async (options) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, options)
    return violations
  }, options)
}

/** Fails with the rules that are broken and where, readable without opening a report. */
export async function expectNoAxeViolations(page: Page, { onlyColours = false } = {}) {
  // A popper hangs at the end of the body by design; that it is outside the landmarks harms nobody.
  const hasPopper = (await page.locator('[data-radix-popper-content-wrapper]').count()) > 0
  const violations = await violationsIn(page, {
    // The others are only counted.
    resultTypes: ['violations'],
    runOnly: onlyColours ? { type: 'rule', values: rulesOfColour } : { type: 'tag', values: standards },
    rules: hasPopper && !onlyColours ? { region: { enabled: false } } : {},
  })
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
  expect(found).toEqual([])
}

async function expectNoSidewaysScroll(page: Page) {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(excess).toBeLessThanOrEqual(0)
}

/**
 * Looks at the open page on a desktop and on a phone, light and dark: keeps a picture of each in
 * `artifacts/screens` (not in CI), and checks accessibility and that nothing sticks out sideways.
 */
export async function lookAt(page: Page, name: string) {
  const before = page.viewportSize()
  for (const theme of themes) {
    // Notes come and go whenever they are due: without motion none is half there when colours are looked at.
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport)
      await settle(page)
      const file = path.join(artifacts, 'screens', `${name}-${size}-${theme}.png`)
      // Pictures are for whoever works on a screen; of a check in full nobody looks at hundreds.
      if (!process.env.CI) await page.screenshot({ path: file, fullPage: true, animations: 'disabled' })
      // A width changes no colour: those of the dark theme are looked at once.
      if (theme === 'light' || size === 'desktop') await expectNoAxeViolations(page, { onlyColours: theme === 'dark' })
      await expectNoSidewaysScroll(page)
    }
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: null })
  if (before) await page.setViewportSize(before)
}
