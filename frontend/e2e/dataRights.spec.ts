// @covers GDPR-Art15, GDPR-Art17, GDPR-Art20
import { createHash, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, type Page, test } from '@playwright/test'
import { signIn } from './support/people'
import { lookAt } from './support/screens'

/** Patients take their data away, and go. */
test.describe.configure({ mode: 'serial' })

const tag = randomUUID().slice(0, 8)
const patient = {
  email: `leaver-${tag}@journey.example`,
  password: 'Seven lanterns over the quay',
  firstName: 'Ida',
  lastName: `Holm-${tag}`,
}
let leaver: Page

test.beforeAll(async ({ browser }) => {
  leaver = await browser.newPage()
  const headers = { 'X-HMS-Request': '1' }
  const reply = await leaver.request.post('/api/auth/register', { data: patient, headers })
  expect(reply.status(), await reply.text()).toBe(201)
})
test.afterAll(() => leaver.close())

test('a patient takes away all that is known of them, and sees that it arrived whole', async () => {
  await leaver.goto('/profile')
  for (const [button, type] of [
    ['Download everything', 'json'],
    ['Download as FHIR', 'fhir'],
  ] as const) {
    const started = leaver.waitForEvent('download')
    await leaver.getByRole('button', { name: button }).click()
    const file = await readFile(await (await started).path())
    expect(file.toString()).toContain(patient.lastName)
    if (type === 'fhir') expect(JSON.parse(file.toString())).toMatchObject({ resourceType: 'Bundle' })
    await expect(leaver.getByText(createHash('sha256').update(file).digest('hex'))).toBeVisible()
    await expect(leaver.getByText('The file arrived as it was sent.')).toBeVisible()
  }
})

test('and asks to be erased, which somebody else decides on, does and certifies', async ({ page }) => {
  await leaver.getByRole('button', { name: 'Ask to be erased' }).click()
  await leaver.getByRole('alertdialog').getByRole('button', { name: 'Send request' }).click()
  await expect(leaver.getByText('Waits for an answer')).toBeVisible()

  await signIn(page, 'admin')
  await page.goto('/erasures')
  const request = page.getByRole('listitem').filter({ hasText: patient.lastName })
  await expect(request).toBeVisible()
  await lookAt(page, 'erasures')
  await request.getByRole('button', { name: 'Decide' }).click()
  const answer = page.getByRole('alertdialog')
  const override = answer.getByRole('checkbox')
  if (await override.isVisible()) {
    await override.check()
    await answer.getByLabel('Reason').fill('Signed up by mistake; there was no visit.')
  }
  await answer.getByRole('button', { name: 'Send answer' }).click()
  await expect(answer).toBeHidden()

  const mrn = (await request.getByText(/^M\d+$/).innerText()).trim()
  await request.getByRole('button', { name: 'Erase now' }).click()
  const perform = page.getByRole('alertdialog')
  await perform.getByRole('textbox').fill(`${mrn}0`)
  await perform.getByRole('button', { name: 'Erase now' }).click()
  // A wrong number erases nobody.
  await expect(perform).toBeVisible()
  await perform.getByRole('textbox').fill(mrn)
  await perform.getByRole('button', { name: 'Erase now' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Certificate of erasure' })).toBeVisible()
  await lookAt(page, 'certificate')
  expect(await page.content()).not.toContain(patient.lastName)

  // The account is gone with the rest.
  await leaver.goto('/dashboard')
  await leaver.waitForURL('**/sign-in**')
})
