import { randomUUID } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import { aDoctorAroundTheClock, type NewDoctor } from './support/hospital'
import { openDashboard, signIn, signInAs } from './support/people'
import { lookAt, settle } from './support/screens'

test.describe.configure({ mode: 'serial' })

const tag = randomUUID().slice(0, 8)
const patient = {
  firstName: 'Amélie',
  lastName: `Okafor-${tag}`,
  email: `amelie-${tag}@journey.example`,
  password: `Correct horse ${tag}`,
}

let doctor: NewDoctor
let visitAddress: string

test.beforeAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL })
  doctor = await aDoctorAroundTheClock(request)
  await request.dispose()
})

/** The first free time of the week that is shown, and its label. */
async function pickTime(page: Page, nth = 0) {
  const times = page.getByRole('group', { name: /^Times on/ }).getByRole('radio')
  await expect(times.nth(nth)).toBeAttached()
  await times.nth(nth).locator('xpath=..').click()
}

test('a patient signs up and fills in the details that a doctor needs', async ({ page }) => {
  await page.goto('/sign-up')
  await page.getByRole('textbox', { name: 'First name' }).fill(patient.firstName)
  await page.getByRole('textbox', { name: 'Last name' }).fill(patient.lastName)
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(patient.email)
  await page.getByLabel('Password', { exact: true }).fill(patient.password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.waitForURL(/dashboard|profile/)
  await page.goto('/dashboard')
  await page.getByRole('link', { name: 'Complete your details' }).click()
  await page.waitForURL('**/profile')

  await page.getByLabel('Date of birth').fill('1990-02-28')
  await page.getByRole('combobox', { name: 'Gender' }).selectOption('female')
  await page.getByRole('textbox', { name: /^Phone/ }).fill('+1 555 010 7788')
  await page.getByRole('textbox', { name: /^Street and number/ }).fill('7 Harbour Street')
  await page.getByRole('textbox', { name: /^City/ }).fill('Harbor Falls')
  await page.getByRole('textbox', { name: /^Country/ }).fill('US')
  await page.getByRole('textbox', { name: /^Contact’s name/ }).fill('Ike Okafor')
  await page.getByRole('textbox', { name: /^Contact’s phone/ }).fill('+1 555 010 7799')
  await page.getByRole('textbox', { name: 'Allergies' }).fill('Penicillin')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Conditions' }).fill('Asthma')
  await page.keyboard.press('Enter')
  await lookAt(page, 'own-details')
  await page.getByRole('button', { name: 'Save details' }).click()
  await expect(page.getByText(/Your record number is M\d{8}/)).toBeVisible()
})

test('finds the doctor, books a free time, and moves it', async ({ page }) => {
  await signInAs(page, patient.email, patient.password)
  await page.goto('/doctors')
  await lookAt(page, 'find-a-doctor')
  await page.getByRole('searchbox').fill(`noor ${doctor.lastName}`)
  await page.getByRole('link', { name: new RegExp(`See free times.*${doctor.lastName}`) }).click()
  await page.waitForURL(/\/(doctors\/[0-9a-f-]{36}|appointments\/new)/)
  await page
    .getByRole('radio', { name: /Follow-up/ })
    .locator('xpath=..')
    .click()
  await pickTime(page)
  await expect(page.getByRole('heading', { name: 'Confirm your appointment' })).toBeVisible()
  await page.getByRole('textbox', { name: /^Reason for the visit/ }).fill('Cough that stays')
  await lookAt(page, 'confirm-appointment')
  await page.getByRole('button', { name: 'Book appointment' }).click()
  await page.waitForURL(/\/appointments\/[0-9a-f-]{36}$/)
  visitAddress = new URL(page.url()).pathname
  await expect(page.getByText('Cough that stays')).toBeVisible()

  await page.getByRole('button', { name: 'Move' }).click()
  await pickTime(page, 1)
  await page.getByRole('button', { name: /^Move to/ }).click()
  await expect(page.getByText(/^Moved to/)).toBeVisible()
  await lookAt(page, 'appointment-patient')
})

test('refuses the second booking of a time and keeps what was typed', async ({ browser }) => {
  const [first, second] = await Promise.all([browser.newPage(), browser.newPage()])
  await signInAs(first, patient.email, patient.password)
  await signIn(second, 'patient')
  for (const page of [first, second]) {
    await page.goto(`/appointments/new?doctorId=${doctor.id}`)
    await page.getByRole('button', { name: 'Next week' }).click()
    await page
      .getByRole('radio', { name: /free times?$/ })
      .nth(2)
      .locator('xpath=..')
      .click()
    await pickTime(page, 3)
    await expect(page.getByRole('heading', { name: 'Confirm your appointment' })).toBeVisible()
  }
  await first.getByRole('button', { name: 'Book appointment' }).click()
  await first.waitForURL(/\/appointments\/[0-9a-f-]{36}$/)
  await second.getByRole('button', { name: 'Book appointment' }).click()
  await expect(second.getByText(/Somebody has just taken this time/)).toBeVisible()
  await pickTime(second, 5)
  await second.getByRole('button', { name: 'Book appointment' }).click()
  await second.waitForURL(/\/appointments\/[0-9a-f-]{36}$/)

  await second.getByRole('button', { name: 'Cancel appointment' }).click()
  await second.getByRole('alertdialog').getByRole('button', { name: 'Cancel appointment' }).click()
  await expect(second.getByText('Cancelled', { exact: true }).first()).toBeVisible()
  await Promise.all([first.close(), second.close()])
})

test('the doctor is told, sees the calendar and the record, writes notes and completes the visit', async ({ page }) => {
  await signInAs(page, doctor.email, doctor.password)
  await openDashboard(page)
  await expect(page.getByRole('button', { name: /^Notifications, \d+ unread/ })).toBeVisible()
  await page.goto('/appointments')
  // The first free time may be next week's; a list begins today.
  const days = page.getByRole('group', { name: 'Days shown' })
  await days.getByRole('button', { name: 'List' }).click()
  await expect(page.getByText(patient.lastName).first()).toBeVisible()
  await days.getByRole('button', { name: 'Week' }).click()
  await lookAt(page, 'calendar')
  await page.goto(visitAddress)
  await expect(page.getByText('Penicillin')).toBeVisible()
  await page.getByRole('textbox', { name: 'Clinical notes' }).fill('Chest clear. Inhaler twice a day.')
  await page.getByRole('button', { name: 'Save notes' }).click()
  await expect(page.getByText('Notes saved')).toBeVisible()
  await page.getByRole('button', { name: 'Check in' }).click()
  await expect(page.getByText('Checked in', { exact: true }).first()).toBeVisible()
  await lookAt(page, 'appointment-doctor')
  await page.getByRole('button', { name: 'Complete visit' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Complete visit' }).click()
  await expect(page.getByText('The bill for this visit has been raised.')).toBeVisible()

  await page
    .getByRole('link', { name: new RegExp(patient.lastName) })
    .first()
    .click()
  await page.waitForURL(/\/patients\/[0-9a-f-]{36}$/)
  await expect(page.getByText('7 Harbour Street')).toBeVisible()
  await lookAt(page, 'record-doctor')
})

test('the doctor changes the own availability', async ({ page }) => {
  await signInAs(page, doctor.email, doctor.password)
  await page.goto('/availability')
  await settle(page)
  await lookAt(page, 'availability')
  await page.getByRole('button', { name: 'Add days' }).click()
  await page.getByLabel('First day').fill('2030-12-24')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('button', { name: 'Save availability' }).click()
  await expect(page.getByText('Availability saved')).toBeVisible()
  await page.reload()
  await expect(page.getByText(/Dec 24, 2030/)).toBeVisible()
})

test('the patient reads the notes, pays the bill and has the receipt', async ({ page }) => {
  await signInAs(page, patient.email, patient.password)
  await page.goto(visitAddress)
  await expect(page.getByText('Chest clear. Inhaler twice a day.')).toBeVisible()
  await page.getByRole('link', { name: 'Open bill' }).click()
  await page.waitForURL(/\/billing\/[0-9a-f-]{36}$/)
  await page.getByRole('button', { name: /^Pay/ }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('Test provider: no money moves')).toBeVisible()
  await dialog.getByRole('button', { name: /^Pay \$/ }).click()
  await dialog.getByRole('link', { name: 'Show receipt' }).click()
  await page.waitForURL(/\/receipt/)
  await expect(page.getByText(/RCT-\d{4}-\d{6}/)).toBeVisible()
  await expect(page.getByText(patient.lastName)).toBeVisible()
  await lookAt(page, 'receipt-patient')
})

test('the administrator finds all of it: the appointment, the bill, what was sent, who did what', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto('/patients')
  await page.getByRole('searchbox', { name: 'Search patients' }).fill(`${patient.lastName} amelie`)
  await page.getByRole('link', { name: new RegExp(patient.lastName) }).click()
  await page.waitForURL(/\/patients\/[0-9a-f-]{36}$/)
  await expect(page.getByText('Completed', { exact: true }).first()).toBeVisible()
  await expect(page.getByText('Paid', { exact: true }).first()).toBeVisible()
  await expect(page.getByText('Penicillin')).toBeHidden()
  await lookAt(page, 'record-admin')
  const patientId = new URL(page.url()).pathname.split('/')[2]!
  await page.goto('/messages')
  await expect(page.getByText(/bill/i).first()).toBeVisible()
  await page.goto(`/audit?patientId=${patientId}`)
  await expect(page.getByText(new RegExp(doctor.lastName)).first()).toBeVisible()
})

test('the front desk registers a caller and books in one go', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto(`/appointments/new?doctorId=${doctor.id}`)
  await page.getByRole('link', { name: 'Register new patient' }).click()
  await page.waitForURL('**/patients/new**')
  await page.getByRole('textbox', { name: 'First name' }).fill('Walter')
  await page.getByRole('textbox', { name: 'Last name' }).fill(`Walkin-${tag}`)
  await page.getByLabel('Date of birth').fill('1950-05-05')
  await page.getByRole('combobox', { name: 'Gender' }).selectOption('male')
  await lookAt(page, 'register-patient')
  await page.getByRole('button', { name: 'Register patient' }).click()
  await page.waitForURL('**/appointments/new**')
  await expect(page.getByText(`Walkin-${tag}`).first()).toBeVisible()
  await pickTime(page, 4)
  await lookAt(page, 'desk-booking')
  await page.getByRole('button', { name: 'Book appointment' }).click()
  await expect(page.getByText(new RegExp(`Walkin-${tag} is booked with .*${doctor.lastName}`))).toBeVisible()
})
