import { expect, type Page, test } from '@playwright/test'
import { demoPassword, type DemoRole, openDashboard, signIn, signInAs } from './support/people'
import { settle } from './support/screens'

/** Staff with a first page of their own. */
type Colleague = 'receptionist' | 'nurse' | 'billing'

const pages: Record<DemoRole | Colleague, string[]> = {
  admin: [
    '/dashboard',
    '/patients',
    '/patients/new',
    '/appointments',
    '/appointments/new',
    '/doctors',
    '/doctors/new',
    '/billing',
    '/billing/new',
    '/users',
    '/users/new',
    '/messages',
    '/audit',
    '/settings',
    '/profile',
  ],
  doctor: ['/dashboard', '/appointments', '/availability'],
  patient: ['/dashboard', '/appointments', '/appointments/new', '/billing', '/profile'],
  receptionist: ['/dashboard'],
  nurse: ['/dashboard'],
  billing: ['/dashboard'],
}

const sizes = [
  { name: 'desktop', viewport: { width: 1280, height: 800 } },
  { name: 'phone', viewport: { width: 360, height: 740 } },
]

/** Each answer of the API takes its time, so that what keeps its room free is seen. */
async function slowDown(page: Page) {
  await page.route('**/api/**', async (route) => {
    if (!route.request().url().includes('/stream')) await new Promise((resolve) => setTimeout(resolve, 250))
    await route.continue()
  })
}

interface Shift {
  value: number
  where: string
}

/** Notes what moves without anybody having pressed a key or a button, as Cumulative Layout Shift counts it. */
async function watchShifts(page: Page) {
  await page.addInitScript(() => {
    const shifts: Shift[] = []
    Object.assign(window, { hmsShifts: shifts })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number
        hadRecentInput: boolean
        sources: { node: Node | null }[]
      })[]) {
        if (entry.hadRecentInput) continue
        const nodes = entry.sources.map(({ node }) => (node instanceof Element ? node.outerHTML.slice(0, 120) : ''))
        shifts.push({ value: entry.value, where: nodes.join(' | ') })
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
}

const shiftsOf = (page: Page) => page.evaluate(() => (window as unknown as { hmsShifts: Shift[] }).hmsShifts)

for (const { name, viewport } of sizes) {
  for (const [role, list] of Object.entries(pages)) {
    test(`nothing jumps while the pages of the ${role} load slowly on a ${name}`, async ({ page }) => {
      await signInAs(page, `${role}@demo.hms`, demoPassword)
      await page.setViewportSize(viewport)
      await watchShifts(page)
      await slowDown(page)
      const jumped: Record<string, Shift[]> = {}
      for (const path of list) {
        await page.goto(path)
        await settle(page)
        const shifts = (await shiftsOf(page)).filter(({ value }) => value >= 0.001)
        if (shifts.length > 0) jumped[path] = shifts
      }
      expect(jumped).toEqual({})
    })
  }
}

test('going from page to page loads no document anew', async ({ page }) => {
  await signIn(page, 'admin')
  await openDashboard(page)
  const documents: string[] = []
  page.on('request', (request) => {
    if (request.resourceType() === 'document') documents.push(request.url())
  })
  const navigation = page.getByRole('navigation', { name: 'Main' })
  for (const [link, heading] of [
    ['Patients', 'Patients'],
    ['Billing', 'Billing'],
    ['Audit log', 'Audit log'],
    ['Dashboard', undefined],
  ] as const) {
    await navigation.getByRole('link', { name: link, exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, ...(heading && { name: heading }) })).toBeVisible()
  }
  expect(documents).toEqual([])
})
