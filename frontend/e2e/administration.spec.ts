import { randomUUID } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import { signIn, signInByForm, signOut } from './support/people'
import { lookAt } from './support/screens'

const aPerson = () => {
  const mark = randomUUID().slice(0, 8)
  return { firstName: 'Noor', lastName: `Haddad-${mark}`, email: `noor.${mark}@example.com` }
}

test.describe('the administrator', () => {
  // One visit for all: nothing is changed here.
  let page: Page
  test.beforeAll(async ({ browser }) => {
    page = await browser.newPage()
    await signIn(page, 'admin')
  })
  test.afterAll(() => page.close())

  for (const [name, path, heading] of [
    ['users', '/users', 'Users'],
    ['new-user', '/users/new', 'Add user'],
    ['new-doctor', '/doctors/new', 'Add doctor'],
    ['outbox', '/messages', 'Outbox'],
    ['audit', '/audit', 'Audit log'],
    ['privacy-cases', '/privacy-cases', 'Privacy cases'],
    ['erasures', '/erasures', 'Erasure'],
    ['amendments', '/amendments', 'Corrections'],
    ['settings', '/settings', 'Settings'],
    ['privacy-notice', '/settings?tab=privacy', 'Settings'],
    ['retention', '/settings?tab=retention', 'Settings'],
    ['visit-types', '/settings?tab=visits', 'Settings'],
    ['permissions', '/settings?tab=permissions', 'Settings'],
  ] as const) {
    test(`finds ${name} readable on every screen and in both themes`, async () => {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible()
      await lookAt(page, name)
    })
  }
})

test.describe('the administrator', () => {
  test.beforeEach(async ({ page }) => {
    await signIn(page, 'admin')
  })

  test('adds a user, who signs in, is disabled, and is out', async ({ page }) => {
    const { firstName, lastName, email } = aPerson()
    const password = 'a sentence nobody guesses'
    await page.goto('/users/new')
    await page.getByLabel('First name').fill(firstName)
    await page.getByLabel('Last name').fill(lastName)
    await page.getByLabel('E-mail address').fill(email)
    await page.getByLabel('Role').selectOption({ label: 'Patient' })
    await page.getByLabel('First sign-in').selectOption({ label: 'Set a password now and hand it over' })
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Add user' }).click()
    await expect(page.getByRole('heading', { level: 1, name: `${firstName} ${lastName}` })).toBeVisible()
    await lookAt(page, 'user')
    const address = page.url()
    expect(await page.title()).not.toContain(lastName)
    await page.getByRole('button', { name: 'Disable account' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Disable account' }).click()
    await expect(page.getByRole('button', { name: 'Enable account' })).toBeVisible()
    await signOut(page)
    await page.getByRole('textbox', { name: 'E-mail address' }).fill(email)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'wrong' })).toBeVisible()
    await signIn(page, 'admin')
    await page.goto(address)
    await page.getByRole('button', { name: 'Enable account' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Enable account' }).click()
    await expect(page.getByRole('button', { name: 'Disable account' })).toBeVisible()
    await signOut(page)
    await signInByForm(page, email, password)
  })

  test('adds a doctor, whose invitation can be copied from the outbox', async ({ page }) => {
    const { firstName, lastName, email } = aPerson()
    await page.goto('/doctors/new')
    await page.getByLabel('First name').fill(firstName)
    await page.getByLabel('Last name').fill(lastName)
    await page.getByLabel('E-mail address').fill(email)
    await page.getByLabel('Specialization').fill('Cardiology')
    await page.getByLabel('License number').fill(`NY-${lastName.slice(-8)}`)
    await page.getByRole('button', { name: 'Add doctor' }).click()
    await page.waitForURL(/\/doctors\/[0-9a-f-]{36}$/)
    await page.goto('/messages?kind=invitation')
    await page.getByRole('button', { name: `Open message “Your account is ready” to ${firstName} ${lastName}` }).click()
    const sheet = page.getByRole('dialog')
    await expect(sheet.getByText('works once')).toBeVisible()
    await expect(sheet.getByRole('button', { name: 'Copy link' })).toBeVisible()
    await lookAt(page, 'message')
  })

  test('reads in the log who read which record, without a name in the address', async ({ page }) => {
    await page.goto('/patients')
    const patient = page.getByRole('table', { name: 'Patients' }).getByRole('link').first()
    const name = await patient.innerText()
    await patient.click()
    await page.waitForURL(/\/patients\/[0-9a-f-]{36}$/)
    const id = page.url().split('/').at(-1)
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
    await page.goto('/audit')
    await page.getByRole('button', { name: 'Patient', exact: true }).click()
    await page.getByRole('combobox', { name: 'Name, record number or birth date' }).fill(name)
    const filtered = page.waitForResponse((reply) => reply.url().includes(`patientId=${id}`))
    await page.getByRole('option', { name }).first().click()
    await filtered
    await page.waitForURL(`**/audit?patientId=${id}`)
    const entry = page
      .getByRole('listitem')
      .filter({ hasText: `read the record of ${name}` })
      .first()
    await expect(entry).toBeVisible()
    await entry.getByRole('button', { name: /Details of entry/ }).click()
    await page.evaluate(() => window.scrollTo(0, 0))
    await lookAt(page, 'audit-entry')
    await entry.getByRole('button', { name: 'Show all of this request' }).click()
    await page.waitForURL(/\/audit\?requestId=/)
    expect(page.url()).not.toContain(encodeURIComponent(name))
    expect(await page.title()).not.toContain(name)
  })

  test('adds a kind of visit and stops offering it', async ({ page }) => {
    const name = `Walk-in ${randomUUID().slice(0, 6)}`
    await page.goto('/settings?tab=visits')
    await page.getByRole('button', { name: 'Add kind of visit' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill(name)
    await page.getByRole('textbox', { name: 'Price' }).fill('12.345')
    await page.getByRole('button', { name: 'Save kind of visit' }).click()
    await expect(page.getByRole('textbox', { name: 'Price' })).toHaveAccessibleDescription(/An amount, as 120\.50/)
    await lookAt(page, 'visit-type')
    await page.getByRole('textbox', { name: 'Price' }).fill('12,50')
    await page.getByRole('button', { name: 'Save kind of visit' }).click()
    const row = page.getByRole('row').filter({ hasText: name })
    await expect(row).toContainText('$12.50')
    await row.getByRole('button', { name: `Stop offering ${name}` }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Stop offering' }).click()
    await expect(row).toContainText('Not offered')
  })

  test('finds a time zone by typing, and leaves it', async ({ page }) => {
    await page.goto('/settings')
    const zone = page.getByRole('button', { name: 'Time zone' })
    const before = await zone.innerText()
    await zone.click()
    await page.getByRole('combobox', { name: 'City or region' }).fill('mandu')
    await page.getByRole('option', { name: /Kat[h]?mandu/ }).click()
    await expect(page.getByText('Visits keep their moment')).toBeVisible()
    await page.getByLabel('How far ahead, in days').fill('0')
    await page.getByRole('button', { name: 'Save settings' }).click()
    await expect(page.getByLabel('How far ahead, in days')).toHaveAttribute('aria-invalid', 'true')
    await page.reload()
    await expect(zone).toHaveText(before)
  })
})
