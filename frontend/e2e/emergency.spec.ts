// @covers 45CFR164.312(a)(2)(ii)
import { randomUUID } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { aDoctorAroundTheClock, tokenOf } from './support/hospital'
import { demoEmail, demoPassword, signInAs } from './support/people'
import { lookAt } from './support/screens'

/** A record that is closed is opened in an emergency; somebody is told and looks into it. */
test.describe.configure({ mode: 'serial' })

const lastName = `Achterberg-${randomUUID().slice(0, 8)}`
const allergy = 'Penicillin, with swelling'
const reason = 'Unconscious in the emergency room'

test('a doctor opens the record of a stranger with a reason, and closes it again', async ({ page, request }) => {
  const doctor = await aDoctorAroundTheClock(request)
  const headers = { Authorization: `Bearer ${await tokenOf(request, demoEmail('admin'), demoPassword)}` }
  const person = { firstName: 'Joost', lastName, dateOfBirth: '1961-04-12', gender: 'male' }
  const medicalHistory = { allergies: [allergy], conditions: [], medications: [] }
  const reply = await request.post('/api/patients', { headers, data: { ...person, medicalHistory } })
  expect(reply.status(), await reply.text()).toBe(201)
  const { id } = (await reply.json()) as { id: string }

  await signInAs(page, doctor.email, doctor.password)
  await page.goto(`/patients/${id}`)
  await page.getByRole('button', { name: 'Open in an emergency' }).click()
  const dialog = page.getByRole('alertdialog')
  await expect(page.getByText(allergy, { exact: true })).toBeHidden()
  await dialog.getByLabel('Why it cannot wait').fill('Short')
  await dialog.getByRole('button', { name: 'Open for 60 minutes' }).click()
  // Too short a reason opens nothing, and is still there.
  await expect(dialog.getByLabel('Why it cannot wait')).toHaveValue('Short')
  await dialog.getByLabel('Why it cannot wait').fill(reason)
  await dialog.getByRole('button', { name: 'Open for 60 minutes' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('Opened in an emergency')).toBeVisible()
  await expect(page.getByText(allergy, { exact: true })).toBeVisible()
  await lookAt(page, 'emergency')
  await page.getByRole('button', { name: 'Close it now' }).click()
  await expect(page.getByText(allergy, { exact: true })).toBeHidden()
})

test('the privacy officer is told, and closes the review with what was found', async ({ page }) => {
  await signInAs(page, 'privacy@demo.hms', demoPassword)
  await page.goto('/privacy-cases?kind=break-glass-review')
  const review = page.getByRole('listitem').filter({ hasText: lastName })
  await expect(review).toBeVisible()
  await lookAt(page, 'emergency-review')
  await review.getByRole('button', { name: 'Close', exact: true }).click()
  const dialog = page.getByRole('alertdialog')
  await dialog.getByLabel('What was found').fill('Brought in by ambulance; the reason holds.')
  await dialog.getByRole('button', { name: 'Close', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(review.getByText(/^Closed by/)).toBeVisible()
})

test('the privacy officer sets a limit, and hears at the field what is wrong with it', async ({ page }) => {
  await signInAs(page, 'privacy@demo.hms', demoPassword)
  await page.goto('/privacy-cases')
  const opener = page.getByRole('button', { name: 'Alert rules' })
  await opener.click()
  const dialog = page.getByRole('dialog', { name: 'Alert rules' })
  const refusals = dialog.getByRole('spinbutton', { name: 'Refusals in an hour' })
  const nurse = dialog.getByRole('spinbutton', { name: 'Nurse' })
  const save = dialog.getByRole('button', { name: 'Save rules' })
  const before = await refusals.inputValue()
  await nurse.fill('59')
  for (const [wrong, complaint] of [
    ['', 'A number'],
    ['0', 'At least 1'],
  ] as const) {
    await refusals.fill(wrong)
    await save.click()
    await expect(dialog.getByText(complaint, { exact: true })).toBeVisible()
    await expect(refusals).toBeFocused()
    await expect(refusals).toHaveAttribute('aria-invalid', 'true')
    await expect(refusals).toHaveValue(wrong)
    await expect(nurse).toHaveValue('59')
  }
  await lookAt(page, 'alert-rules')
  await refusals.fill('31')
  await save.click()
  await expect(page.getByText('The rules are saved')).toBeVisible()
  await expect(opener).toBeFocused()
  await opener.click()
  await expect(refusals).toHaveValue('31')
  await expect(nurse).toHaveValue('59')
  await refusals.fill(before)
  await nurse.fill('60')
  await save.click()
  await expect(dialog).toBeHidden()
})
