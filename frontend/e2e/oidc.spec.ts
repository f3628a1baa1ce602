// @covers ASVS-7.6.1, ASVS-10.5.2
import { randomUUID } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { tokenOf } from './support/hospital'
import { demoEmail, demoPassword } from './support/people'
import { expectNoAxeViolations, lookAt, settle } from './support/screens'
import { service, signInThere, signOutThere, startService } from './support/signInService'

let running: Awaited<ReturnType<typeof startService>>
test.beforeAll(async () => {
  running = await startService()
})
test.afterAll(() => running.close())

const way = { name: `Sign in with ${service.name}` }

test('one of the staff comes through the sign-in service, and shows a fresh proof from there', async ({
  page,
  request,
}) => {
  const email = `nurse-${randomUUID().slice(0, 8)}@journey.example`
  const made = await request.post('/api/users', {
    headers: { Authorization: `Bearer ${await tokenOf(request, demoEmail('admin'), demoPassword)}` },
    data: { email, role: 'nurse', firstName: 'Nora', lastName: 'Holm' },
  })
  expect(made.status(), await made.text()).toBe(201)

  await page.goto('/sign-in?next=%2Fprofile')
  await expect(page.getByRole('button', way)).toBeVisible()
  await lookAt(page, 'sign-in-service')
  await page.getByRole('button', way).focus()
  await page.keyboard.press('Enter')
  await signInThere(page, email)
  await page.waitForURL('**/profile')
  await expect(page.getByText('Linked on')).toBeVisible()
  await settle(page)
  await expectNoAxeViolations(page)

  // As eleven minutes after the sign-in: the first answer is the one that the API gives then.
  let asked = 0
  await page.route('**/api/auth/external-identities/*', (route) => {
    if (asked++ > 0) return route.continue()
    const body = { type: '/problems/step-up-required', code: 'step-up-required', title: 'Fresh proof', status: 403 }
    return route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(body) })
  })
  await page.getByRole('button', { name: 'Unlink' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Unlink' }).click()
  const again = page.getByRole('link', { name: `Sign in again with ${service.name}` })
  await expect(again).toBeVisible()
  await expectNoAxeViolations(page)
  const [tab] = await Promise.all([page.context().waitForEvent('page'), again.click()])
  await signInThere(tab, email)
  await tab.waitForURL('**/proof')
  await expect(page.getByText('Linked on')).toBeHidden()
  await lookAt(tab, 'proof')
  await tab.close()

  // Whoever came from there signs out there, too, and is asked who it is the next time.
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await signOutThere(page)
  await page.waitForURL('**/sign-in?signed-out')
  await expect(page.getByText('You are signed out here and at your sign-in service.')).toBeVisible()
  await lookAt(page, 'sign-in-service-signed-out')
  expect((await page.request.get('/api/auth/me')).status()).toBe(401)
  await page.getByRole('button', way).click()
  await page.waitForURL(`${service.issuer}/interaction/**`)
})

test('whoever has no account here is told so, and nothing else', async ({ page }) => {
  await page.goto('/sign-in?next=%2Fpatients')
  await page.getByRole('button', way).click()
  await signInThere(page, `nobody-${randomUUID()}@journey.example`)
  await page.waitForURL('**/sign-in?next=%2Fpatients&problem=external-sign-in-refused')
  await expect(page.getByText('That sign-in opens no account here.')).toBeVisible()
  await expect(page.getByText('Sign in to open the page')).toBeHidden()
  await expect(page.getByRole('button', way)).toBeVisible()
  await lookAt(page, 'sign-in-service-refused')
  await page.goto('/patients')
  await page.waitForURL('**/sign-in**')
})
