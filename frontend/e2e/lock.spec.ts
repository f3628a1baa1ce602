// @covers 45CFR164.312(a)(2)(iii), ASVS-7.3.1
import { type APIRequestContext, expect, type Page, test } from '@playwright/test'
import { figure } from './support/figure'
import { aDoctorAroundTheClock, type NewDoctor, tokenOf } from './support/hospital'
import { demoEmail, demoPassword, openDashboard, signIn, signInAs, signInByForm } from './support/people'
import { expectNoAxeViolations, lookAt, settle } from './support/screens'

const MINUTE = 60_000
const note = 'Cough since Monday, worse at night; chest clear so f'
const own = { 'X-HMS-Request': '1' }

interface Visit {
  id: string
  doctor: NewDoctor
  /** Of the patient. */
  lastName: string
}

/** A visit tomorrow with a doctor of the test's own. */
async function aVisit(request: APIRequestContext): Promise<Visit> {
  const doctor = await aDoctorAroundTheClock(request)
  const headers = { Authorization: `Bearer ${await tokenOf(request, demoEmail('admin'), demoPassword)}` }
  const lastName = `Quillfeather${doctor.lastName.slice(5)}`
  const person = { firstName: 'Ada', lastName, dateOfBirth: '1980-01-01', gender: 'unknown' }
  const patient = await (await request.post('/api/patients', { headers, data: person })).json()
  const appointmentDate = new Date(Math.ceil(Date.now() / (30 * MINUTE)) * 30 * MINUTE + 24 * 60 * MINUTE).toISOString()
  const data = { patientId: patient.id, doctorId: doctor.id, appointmentDate }
  const reply = await request.post('/api/appointments', { headers, data })
  expect(reply.status(), await reply.text()).toBe(201)
  return { id: ((await reply.json()) as { id: string }).id, doctor, lastName }
}

const heading = (page: Page) => page.getByRole('heading', { name: 'The screen is locked' })
const notes = (page: Page) => page.getByRole('textbox', { name: 'Clinical notes' })

/** The doctor has the visit open, has begun a note, and the page watches for idleness. */
async function writing(page: Page, { id, doctor }: Visit) {
  await signInAs(page, doctor.email, doctor.password)
  await page.goto(`/appointments/${id}`)
  // Asked some seconds after the page was loaded.
  await page.waitForResponse('**/api/auth/lock')
  await notes(page).fill(note)
}

/** Nothing of the patient or the note is left to be found. */
async function expectBare(page: Page, { lastName }: Visit) {
  await expect(heading(page)).toBeVisible()
  const document = await page.content()
  const left = [lastName, 'Cough since'].filter((words) => document.includes(words))
  figure('words-left-on-a-locked-screen', left.length, { of: 2 })
  expect(left).toEqual([])
  await expect(page).toHaveTitle('The screen is locked · HMS')
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toMatch(/Cough|Quill/)
}

test('a doctor who leaves an unsaved note finds it again, and nobody else sees anything', async ({ page, request }) => {
  const visit = await aVisit(request)
  await page.clock.install()
  await writing(page, visit)
  await page.clock.fastForward(14 * MINUTE)
  const warning = page.getByText('Nobody seems to be here.', { exact: false })
  await expect(warning).toBeVisible()
  await expectNoAxeViolations(page)
  // Any key puts it off.
  await page.keyboard.press('Shift')
  await expect(warning).toBeHidden()
  await page.clock.fastForward(13 * MINUTE)
  await expect(heading(page)).toBeHidden()
  await page.clock.fastForward(2 * MINUTE)

  await expectBare(page, visit)
  await expect.poll(async () => (await page.request.get('/api/auth/me')).status()).toBe(401)
  // What came before is another document: the way there would lose the note.
  const jumps = [-1, -1, -1, -3, -7, -15, -20]
  for (const steps of jumps) {
    if (steps === -1) await page.goBack()
    else await page.evaluate((by) => history.go(by), steps)
    await page.waitForFunction(() => (history.state as { held?: number } | null)?.held === 20)
    await expectBare(page, visit)
    await expect(page).toHaveURL(new RegExp(`/appointments/${visit.id}$`))
  }

  // By keyboard alone: the field has the focus.
  await page.keyboard.type('not the password')
  await page.keyboard.press('Enter')
  await expect(page.getByText('This is not your password.')).toBeVisible()
  await expectBare(page, visit)
  await lookAt(page, 'lock-screen')
  await page.getByLabel('Password', { exact: true }).fill('')
  await page.keyboard.type(visit.doctor.password)
  await page.keyboard.press('Enter')

  await expect(heading(page)).toBeHidden()
  figure('drafts-lost-by-locking', (await notes(page).inputValue()) === note ? 0 : 1, { of: 1 })
  await expect(notes(page)).toHaveValue(note)
  await expect(notes(page)).toBeFocused()
  await page.keyboard.type('ar')
  await page.getByRole('button', { name: 'Save notes' }).click()
  await expect(page.getByText('Notes saved')).toBeVisible()
})

test('the screen locks at once when the API says so, in every tab, with an open dialog as it stands', async ({
  page,
  context,
  request,
}) => {
  const visit = await aVisit(request)
  await writing(page, visit)
  await notes(page).fill('')
  await page.getByRole('button', { name: 'Cancel appointment' }).click()
  const reason = page.getByRole('alertdialog').or(page.getByRole('dialog')).getByRole('textbox')
  await reason.fill('Cough since Monday')
  const other = await context.newPage()
  await other.goto('/patients')
  await settle(other)
  expect((await page.request.post('/api/auth/lock', { headers: own })).status()).toBe(204)
  for (const tab of [page, other]) await expectBare(tab, visit)
  // The dialog behind hears no key.
  await page.keyboard.press('Escape')
  await page.getByLabel('Password', { exact: true }).fill(visit.doctor.password)
  await page.getByRole('button', { name: 'Unlock' }).click()
  await expect(reason).toHaveValue('Cough since Monday')
  await expect(heading(other)).toBeHidden()
  await expect(other.getByRole('heading', { name: 'Patients' })).toBeVisible()
})

test('whoever signs in instead finds nothing of what was there', async ({ page, request }) => {
  const visit = await aVisit(request)
  await writing(page, visit)
  page.on('dialog', (dialog) => void dialog.accept())
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('menuitem', { name: 'Lock the screen' }).click()
  await expectBare(page, visit)
  await page.reload()
  await expectBare(page, visit)
  await page.getByRole('button', { name: 'Sign in as somebody else' }).click()
  await page.waitForURL('**/sign-in')
  await signInByForm(page, demoEmail('admin'), demoPassword)
  await page.goBack()
  await page.goto(`/appointments/${visit.id}`)
  await settle(page)
  expect(await page.content()).not.toContain('Cough since')
})

test('whoever unlocks with another sign-in of the browser finds nothing of what was there', async ({
  page,
  context,
  request,
}) => {
  const visit = await aVisit(request)
  await writing(page, visit)
  page.on('dialog', (dialog) => void dialog.accept())
  await page.request.post('/api/auth/lock', { headers: own })
  await expectBare(page, visit)
  const other = await context.newPage()
  await signInByForm(other, demoEmail('admin'), demoPassword)
  await page.getByLabel('Password', { exact: true }).fill(demoPassword)
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Unlock' }).click()])
  await settle(page)
  await expect(heading(page)).toBeHidden()
  await expect(page.getByRole('button', { name: /^Account of/ })).not.toHaveAccessibleName(/Noor/)
  expect(await page.content()).not.toContain('Cough since')
})

test('an administrator says how long sessions stay open, and signs somebody out everywhere', async ({
  page,
  browser,
  request,
}) => {
  const visit = await aVisit(request)
  const theirs = await browser.newPage()
  await signInAs(theirs, visit.doctor.email, visit.doctor.password)
  await openDashboard(theirs)
  await signIn(page, 'admin')
  await page.goto('/settings?tab=security')
  const idle = page.getByRole('spinbutton', { name: 'Lock after idle minutes' }).first()
  await idle.fill('61')
  await page.getByRole('button', { name: 'Save' }).last().click()
  await expect(idle).toHaveAttribute('aria-invalid', 'true')
  await idle.fill('15')
  await page.getByRole('button', { name: 'Save' }).last().click()
  await expect(page.getByText('Saved. It counts from now on.')).toBeVisible()

  const users = await page.request.get(`/api/users?q=${visit.doctor.lastName}`)
  const [user] = ((await users.json()) as { items: { id: string }[] }).items
  await page.goto(`/users/${user!.id}`)
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere' }).click()
  await theirs.waitForURL('**/sign-in?**')
  await theirs.close()
})
