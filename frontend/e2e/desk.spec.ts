// @covers ASVS-8.2.1
import { randomUUID } from 'node:crypto'
import { type APIRequestContext, expect, type Page, test } from '@playwright/test'
import { aDoctorAroundTheClock, type NewDoctor, tokenOf } from './support/hospital'
import { demoEmail, demoPassword, openDashboard, signInAs } from './support/people'
import { lookAt, settle } from './support/screens'

/** The demo hospital has one of each. */
async function signInColleague(page: Page, role: 'receptionist' | 'nurse' | 'billing' | 'privacy') {
  await signInAs(page, `${role}@demo.hms`, demoPassword)
  await openDashboard(page)
}

const expected = (page: Page) => page.getByRole('list', { name: 'Expected' })
const here = (page: Page) => page.getByRole('list', { name: 'Here now' })

test('the front desk registers, books and receives patients from its first page, and nurses see it happen', async ({
  page,
  browser,
  request,
}) => {
  const doctor = await aDoctorWithTimesToday(request)
  const tag = randomUUID().slice(0, 8)
  const lastName = `Ashdown-${tag}`
  await signInColleague(page, 'receptionist')
  const search = page.getByRole('searchbox', { name: 'Find a patient' })
  await expect(search).toBeFocused()
  const other = await browser.newContext()
  const nurse = await other.newPage()
  await signInColleague(nurse, 'nurse')

  await page.getByRole('link', { name: 'Register patient' }).click()
  await page.waitForURL('**/patients/new**')
  await page.getByRole('textbox', { name: 'First name' }).fill('Wanda')
  await page.getByRole('textbox', { name: 'Last name' }).fill(lastName)
  await page.getByLabel('Date of birth').fill('1962-07-01')
  await page.getByRole('combobox', { name: 'Gender' }).selectOption('female')
  await page.getByRole('button', { name: 'Register patient' }).click()
  await page.waitForURL('**/dashboard**')
  await expect(page.getByRole('list', { name: 'Just registered' })).toContainText(lastName)

  await page.getByRole('button', { name: `Walk-in of Wanda ${lastName}` }).click()
  const dialog = page.getByRole('dialog', { name: 'Walk-in' })
  await dialog.getByRole('searchbox', { name: 'Find a doctor by name or field' }).fill(doctor.lastName)
  await expect(dialog.getByRole('radio')).toHaveCount(1)
  await dialog.getByRole('textbox', { name: /^Reason/ }).fill('Cut finger')
  await lookAt(page, 'desk-walk-in')
  await dialog.getByRole('button', { name: /^Book .* and check in$/ }).click()
  await expect(dialog).toBeHidden()
  await expect(here(page)).toContainText(lastName)
  await expect(page).toHaveURL(/\/dashboard$/)
  // Nobody reloads the nurse's page.
  await expect(here(nurse)).toContainText(lastName)

  const booked = await aVisitToday(page, request, doctor, tag)
  await page.reload()
  await search.fill(booked)
  const found = page.getByRole('list', { name: 'Patients found' })
  await found.getByRole('button', { name: new RegExp(`^Check in .*${booked}$`) }).click()
  await expect(here(page)).toContainText(booked)
  await expect(here(nurse)).toContainText(booked)
  await other.close()
})

const MINUTE = 60_000
/** What the journey takes at most, and the last free time of a day before its end. */
const enough = 8 * MINUTE

/** A doctor who has a free time left on the hospital's day; where the day is about to end, once the next has begun. */
async function aDoctorWithTimesToday(request: APIRequestContext): Promise<NewDoctor> {
  const doctor = await aDoctorAroundTheClock(request)
  const headers = { Authorization: `Bearer ${await tokenOf(request, demoEmail('admin'), demoPassword)}` }
  const weekly = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, start: '00:00', end: '24:00' }))
  const data = { availability: { weekly, slotMinutes: 5 } }
  expect((await request.patch(`/api/doctors/${doctor.id}`, { headers, data })).status()).toBe(200)
  const { timeZone } = (await (await request.get('/api/settings', { headers })).json()) as { timeZone: string }
  const clock = new Date().toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' })
  const [hour = 0, minute = 0] = clock.split(':').map(Number)
  const left = (24 * 60 - hour * 60 - minute) * MINUTE
  if (left < enough) {
    test.setTimeout(2 * enough)
    await new Promise((resolve) => setTimeout(resolve, left))
  }
  return doctor
}

/** Somebody who is expected today, with the last name; booked by the desk's own screen. */
async function aVisitToday(page: Page, request: APIRequestContext, doctor: NewDoctor, tag: string) {
  const lastName = `Beck-${tag}`
  const headers = { Authorization: `Bearer ${await tokenOf(request, demoEmail('admin'), demoPassword)}` }
  const data = { firstName: 'Ines', lastName, dateOfBirth: '1970-02-03', gender: 'unknown' }
  const patient = (await (await request.post('/api/patients', { headers, data })).json()) as { id: string }
  await page.goto('/dashboard')
  await page.getByRole('searchbox', { name: 'Find a patient' }).fill(lastName)
  await page.getByRole('link', { name: `Book a visit for Ines ${lastName}` }).click()
  await page.waitForURL(`**/appointments/new?patientId=${patient.id}`)
  await page.goto(`/appointments/new?patientId=${patient.id}&doctorId=${doctor.id}`)
  const times = page.getByRole('group', { name: /^Times on/ }).getByRole('radio')
  await times.first().locator('xpath=..').click()
  await page.getByRole('button', { name: 'Book appointment' }).click()
  await expect(page.getByText(new RegExp(`${lastName} is booked with`))).toBeVisible()
  await page.goto('/dashboard')
  await page.getByRole('combobox', { name: 'Doctor' }).selectOption({ label: `${doctor.firstName} ${doctor.lastName}` })
  await expect(expected(page)).toContainText(lastName)
  return lastName
}

test('the front desk registers from the booking and from the list of patients, too', async ({ page }) => {
  await signInColleague(page, 'receptionist')
  await lookAt(page, 'desk-receptionist')
  await page.goto('/appointments/new')
  await expect(page.getByRole('link', { name: 'Register new patient' })).toBeVisible()
  await page.goto('/patients')
  await expect(page.getByRole('link', { name: 'Register patient' }).first()).toBeVisible()
})

test('a billing clerk begins with what is overdue and takes a payment from there', async ({ page }) => {
  await signInColleague(page, 'billing')
  const list = page.getByRole('list', { name: 'Overdue, the longest first' })
  await expect(list.getByRole('listitem').first()).toBeVisible()
  await lookAt(page, 'start-billing')
  const button = list.getByRole('button', { name: /^Record a payment of/ }).first()
  await button.click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: /^Amount/ }).fill('0.01')
  await dialog.getByRole('button', { name: 'Record $0.01' }).click()
  await expect(page.getByText(/^\$0\.01 recorded, receipt RCT-/)).toBeVisible()
  await expect(dialog).toBeHidden()
  await list.getByRole('link').first().click()
  await page.waitForURL(/\/billing\/[0-9a-f-]{36}$/)
})

test('a nurse begins with who is expected and who is here, and finds patients', async ({ page }) => {
  await signInColleague(page, 'nurse')
  await expect(expected(page).or(page.getByText('Nobody else is expected today.'))).toBeVisible()
  await expect(page.getByRole('searchbox', { name: 'Find a patient' })).toBeFocused()
  await expect(page.getByRole('link', { name: /^(Register patient|Book)$/ })).toHaveCount(0)
  const own = { 'X-HMS-Request': '1' }
  expect((await page.request.post('/api/appointments', { headers: own, data: {} })).status()).toBe(403)
  await lookAt(page, 'desk-nurse')
})

test('a privacy officer begins with the open cases', async ({ page }) => {
  await signInColleague(page, 'privacy')
  await settle(page)
  await lookAt(page, 'start-privacy')
})
