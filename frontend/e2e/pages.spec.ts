import { expect, type Page, test } from '@playwright/test'
import { aDoctorAroundTheClock } from './support/hospital'
import { type DemoRole, signIn } from './support/people'
import { lookAt, settle } from './support/screens'

/** Pages that no journey looks at, by who opens them. `:doctor` is a doctor of the test's own. */
const pages: Record<DemoRole, [name: string, path: string][]> = {
  admin: [
    ['patients', '/patients'],
    ['appointments-admin', '/appointments'],
    ['doctors-admin', '/doctors'],
    ['doctor-admin', '/doctors/:doctor'],
    ['no-such-page', '/nothing-here'],
    ['no-such-patient', '/patients/00000000-0000-4000-8000-000000000000'],
  ],
  doctor: [
    ['patients-doctor', '/patients'],
    ['new-appointment-doctor', '/appointments/new'],
  ],
  patient: [
    ['appointments-patient', '/appointments'],
    ['access-log', '/access-log'],
    ['doctor-patient', '/doctors/:doctor'],
    ['new-appointment-patient', '/appointments/new'],
  ],
}

for (const [role, list] of Object.entries(pages) as [DemoRole, [string, string][]][]) {
  test(`every page of the ${role} is readable, on every screen and in both themes`, async ({ page, request }) => {
    const doctor = await aDoctorAroundTheClock(request)
    await signIn(page, role)
    for (const [name, path] of list) {
      await page.goto(path.replace(':doctor', doctor.id))
      await expect(page.getByRole('main')).not.toBeEmpty()
      await lookAt(page, name)
    }
  })
}

/** What the next press of Tab comes to, and whether that shows it; a field has a ring instead of an outline. */
async function nextStop(page: Page): Promise<{ name: string; isShown: boolean }> {
  await page.keyboard.press('Tab')
  return page.evaluate(() => {
    const it = document.activeElement!
    const hasRing = it.matches('[class*="focus-visible:ring"]')
    return {
      name: it.getAttribute('aria-label') ?? it.textContent ?? it.tagName,
      isShown: hasRing || it === document.body || getComputedStyle(it).outlineStyle !== 'none',
    }
  })
}

test('whatever has the focus of the keyboard shows it', async ({ page }) => {
  await signIn(page, 'admin')
  for (const path of ['/audit', '/settings?tab=permissions']) {
    await page.goto(path)
    await settle(page)
    const stops = []
    for (let count = 0; count < 40; count++) stops.push(await nextStop(page))
    expect(stops.filter(({ isShown }) => !isShown)).toEqual([])
  }
})
