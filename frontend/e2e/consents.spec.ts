// @covers GDPR-Art7(3), GDPR-Art16, 45CFR164.520, 45CFR164.526
import { randomUUID } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import { demoEmail, demoPassword, signIn, signInAs } from './support/people'
import { expectNoAxeViolations, lookAt, settle } from './support/screens'

/** What a patient reads, permits and asks to have put right. */

const password = 'Seven lanterns over the quay'

/** A patient of the journey's own who has taken note of nothing. */
async function signUp(page: Page): Promise<string> {
  const email = `consent-${randomUUID().slice(0, 8)}@journey.example`
  const data = { email, password, firstName: 'Ida', lastName: `Holm ${randomUUID().slice(0, 8)}` }
  const reply = await page.request.post('/api/auth/register', { data, headers: { 'X-HMS-Request': '1' } })
  expect(reply.status(), await reply.text()).toBe(201)
  return data.lastName
}

test('whoever signs up can read the privacy notice before', async ({ page }) => {
  await page.goto('/sign-up')
  await page.getByRole('button', { name: 'Privacy notice' }).click()
  const dialog = page.getByRole('dialog', { name: 'Privacy notice' })
  await expect(dialog.getByRole('heading', { name: 'Who sees them' })).toBeVisible()
  await settle(page)
  await expectNoAxeViolations(page)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})

test('a notice that was not read is shown once after the sign-in, can be put off, and is noted from the profile', async ({
  page,
}) => {
  await signUp(page)
  await page.goto('/dashboard')
  const bar = page.getByRole('region', { name: 'Privacy notice' })
  await expect(bar).toBeVisible()
  await lookAt(page, 'notice-due')
  // It can be read at once, and stands in nobody's way.
  await bar.getByRole('button', { name: 'Read the notice' }).click()
  const dialog = page.getByRole('dialog', { name: 'Please take note of our privacy notice' })
  await settle(page)
  await expectNoAxeViolations(page)
  await dialog.getByRole('button', { name: 'Later' }).click()
  await expect(bar).toBeHidden()
  await page.goto('/profile')
  await page.getByRole('button', { name: 'Read the notice' }).click()
  await page.getByRole('button', { name: 'I have read it' }).click()
  await expect(page.getByText(/^You took note of it on/)).toBeVisible()
})

test('a patient permits and withdraws, asks for a correction, and has the last word on a denial', async ({
  page,
  browser,
}) => {
  const name = await signUp(page)
  await page.goto('/profile')
  await page.getByRole('button', { name: 'Later' }).click()
  const research = page.getByRole('switch', { name: 'Research' })
  await research.click()
  await expect(research).toBeChecked()
  await expect(research).toBeEnabled()
  await research.click()
  await expect(research).not.toBeChecked()
  await page.getByRole('button', { name: 'Ask for a correction' }).click()
  const form = page.getByRole('alertdialog')
  await form.getByLabel('What is wrong', { exact: true }).selectOption('contact')
  await form.getByLabel('What is wrong, and what is right').fill('My number ends with 7788, not with 7787')
  await form.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByText(/An answer is owed by/)).toBeVisible()
  await lookAt(page, 'own-privacy')

  const office = await (await browser.newContext()).newPage()
  await signIn(office, 'admin')
  await office.goto('/amendments')
  const request = office.getByRole('listitem').filter({ hasText: name })
  await request.getByRole('button', { name: 'Answer' }).click()
  const answer = office.getByRole('alertdialog')
  await answer.getByLabel('What was put right, or why not').fill('It was read out to us so')
  await answer.getByRole('button', { name: 'Send the answer' }).click()
  await expect(answer.getByText(/^Make the correction first/)).toBeVisible()
  await answer.getByLabel('Answer', { exact: true }).selectOption('deny')
  await answer.getByRole('button', { name: 'Send the answer' }).click()
  await expect(request).toHaveCount(0)
  await office.context().close()

  await page.reload()
  await page.getByRole('button', { name: 'Add a statement' }).click()
  await form.getByLabel('What you have to say').fill('I was there when it was written down')
  await form.getByRole('button', { name: 'Add a statement' }).click()
  await expect(page.getByText('I was there when it was written down')).toBeVisible()
})

test('the office takes down what a patient says, takes longer once, and prints the letter of a denial', async ({
  page,
}) => {
  await signIn(page, 'admin')
  await page.goto('/patients')
  await page.locator('main a[href^="/patients/"]:not([href$="/new"])').first().click()
  await page.waitForURL(/patients\/[0-9a-f-]{36}/)
  const text = `My number ends with ${randomUUID().slice(0, 8)}`
  await page.getByRole('button', { name: 'Note a request' }).click()
  const form = page.getByRole('alertdialog')
  await form.getByLabel('How the patient told you').selectOption('phone')
  await form.getByLabel('What is wrong', { exact: true }).selectOption('contact')
  await form.getByLabel('What is wrong, and what is right').fill(text)
  await form.getByRole('button', { name: 'Write it down' }).click()
  const request = page.getByRole('listitem').filter({ hasText: text })
  await expect(request.getByText(/Written down by .* By telephone/)).toBeVisible()
  await request.getByRole('button', { name: 'Take longer' }).click()
  await form.getByLabel('Why it takes longer').fill('The archive is away')
  await form.getByRole('button', { name: 'Take longer' }).click()
  await expect(request.getByText(/^Extended on/)).toBeVisible()
  await expect(request.getByRole('button', { name: 'Take longer' })).toHaveCount(0)
  await request.getByRole('button', { name: 'Answer' }).click()
  await form.getByLabel('Answer', { exact: true }).selectOption('deny')
  await form.getByLabel('What was put right, or why not').fill('It was read out to us so')
  await form.getByRole('button', { name: 'Send the answer' }).click()
  await expect(request.getByRole('button', { name: 'Note a disagreement' })).toBeVisible()
  await request.getByRole('link', { name: 'Letter' }).click()
  await expect(page.getByText('What you can do')).toBeVisible()
  await lookAt(page, 'amendment-letter')
})

test('an administrator sees what would go before anything goes', async ({ page }) => {
  await signInAs(page, demoEmail('admin'), demoPassword)
  await page.goto('/settings?tab=retention')
  await page.getByRole('button', { name: 'Start the dry run' }).click()
  await expect(page.getByRole('button', { name: 'Run it again' })).toBeVisible()
  await page.getByLabel('Audit log').fill('12')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('At least 72')).toBeVisible()
  await lookAt(page, 'retention')
})
