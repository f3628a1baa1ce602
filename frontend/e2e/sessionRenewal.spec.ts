// @covers ASVS-7.2.4
import { randomUUID } from 'node:crypto'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { tokenOf } from './support/hospital'
import { demoEmail, demoPassword, signIn } from './support/people'
import { settle } from './support/screens'

const tokensOf = async (context: BrowserContext) =>
  Object.fromEntries(
    (await context.cookies())
      .filter(({ name }) => /^hms_(access|refresh)$/.test(name))
      .map(({ name, value }) => [name, value]),
  )

/** Whom no search finds. */
const nobody = 'qxzvjkwq'

const asked = { type: '/problems/step-up-required', code: 'step-up-required', title: 'Fresh proof', status: 403 }

/** As eleven minutes after the sign-in: until somebody shows who it is, changes are answered as the API answers them then. */
async function asMinutesLater(page: Page, path: string) {
  let proved = false
  await page.route(path, (route) => {
    if (route.request().method() !== 'PATCH' || proved) return route.continue()
    return route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(asked) })
  })
  await page.route('**/api/auth/step-up', async (route) => {
    const reply = await route.fetch()
    proved = reply.ok()
    await route.fulfill({ response: reply })
  })
}

test('a proof in one tab ends the tokens of before, and the other tabs go on with the new ones', async ({
  page,
  context,
  request,
}) => {
  const tag = randomUUID().slice(0, 8)
  const made = await request.post('/api/users', {
    headers: { Authorization: `Bearer ${await tokenOf(request, demoEmail('admin'), demoPassword)}` },
    data: { email: `${tag}@journey.example`, role: 'patient', firstName: 'Lea', lastName: tag },
  })
  const { id } = (await made.json()) as { id: string }
  await signIn(page, 'admin')
  const other = await context.newPage()
  await other.goto('/patients')
  await settle(other)
  await page.goto(`/users/${id}`)
  await settle(page)
  await asMinutesLater(page, `**/api/users/${id}`)
  await page.getByRole('textbox', { name: 'First name' }).fill('Leonie')
  await page.getByRole('button', { name: /^Save/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Is it still you?' })
  await dialog.getByLabel('Password', { exact: true }).fill(demoPassword)
  const before = await tokensOf(context)

  // The other tab asks without a pause meanwhile.
  await Promise.all([
    dialog.getByRole('button', { name: 'Continue' }).click(),
    other.getByRole('searchbox').pressSequentially(nobody, { delay: 150 }),
  ])
  await expect(page.getByRole('heading', { level: 1, name: `Leonie ${tag}` })).toBeVisible()
  await expect(other.getByText(`Nobody found for “${nobody}”`)).toBeVisible()
  const now = await tokensOf(context)
  for (const name of ['hms_access', 'hms_refresh']) {
    expect(before[name]).toBeTruthy()
    expect(now[name]).toBeTruthy()
    expect(now[name]).not.toBe(before[name])
  }
  const copied = await request.get('/api/auth/me', { headers: { Authorization: `Bearer ${before.hms_access}` } })
  expect(copied.status()).toBe(401)
  for (const tab of [page, other]) {
    await tab.goto('/users')
    await settle(tab)
    await expect(tab).toHaveURL(/\/users$/)
  }
})
