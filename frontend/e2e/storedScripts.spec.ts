// @covers ASVS-1.1.2, ASVS-1.2.1, ASVS-1.2.2, ASVS-1.2.3, ASVS-1.3.2, ASVS-3.2.2
import { randomUUID } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import { type Watch, watch } from './support/documents'
import { figure } from './support/figure'
import { aDoctorAroundTheClock, tokenOf } from './support/hospital'
import { scripts } from './support/payloads'
import { demoEmail, demoPassword, signIn, signInAs } from './support/people'
import { settle } from './support/screens'

const tag = randomUUID().slice(0, 8)
/** Long texts hold all of them, each on a line of its own. */
const everything = scripts.join('\n')

/** As many in one text as fit. */
function filled(longest: number): string[] {
  const texts: string[] = ['']
  for (const script of scripts) {
    const last = texts.at(-1)!
    if (last.length + script.length + 1 > longest) texts.push(script)
    else texts[texts.length - 1] = `${last} ${script}`.trim()
  }
  return texts
}
const short = filled(90)
/** Lists show all of them; the fields of a few patients have all of them between them. */
const one = (turn: number) => short[turn % short.length]!

interface Planted {
  patients: string[]
  visit: string
  bill: string
  doctor: { id: string; email: string; password: string }
  patient: { id: string; email: string; password: string }
}

let planted: Planted
test.beforeAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL })
  const token = await tokenOf(request, demoEmail('admin'), demoPassword)
  const headers = { Authorization: `Bearer ${token}` }
  const send = async (method: 'post' | 'patch', path: string, data: object, as = headers) => {
    const reply = await request[method](`/api${path}`, { headers: as, data })
    expect([200, 201], `${path} ${await reply.text()}`).toContain(reply.status())
    return (await reply.json()) as { id: string }
  }
  const patients: string[] = []
  for (const turn of short.keys()) {
    const { id } = await send('post', '/patients', {
      firstName: one(turn),
      lastName: `${one(turn + 1).slice(0, 80)} ${tag}`,
      dateOfBirth: `19${String(50 + turn)}-05-17`,
      gender: 'female',
      phone: '+1 555 010 7788',
      address: { line1: one(turn + 2), line2: one(turn + 3), city: one(turn + 4), state: one(turn + 5), country: 'US' },
      emergencyContact: { name: one(turn + 6), relationship: scripts[turn]!.slice(0, 50), phone: '+1 555 010 7799' },
      medicalHistory: { allergies: scripts, conditions: short, medications: short, notes: everything },
    })
    patients.push(id)
  }
  const doctor = await aDoctorAroundTheClock(request)
  await send('patch', `/doctors/${doctor.id}`, {
    firstName: one(0),
    lastName: `${one(1)} ${tag}`,
    specialization: one(2),
    bio: everything.slice(0, 990),
  })
  const password = `A long enough one ${randomUUID()}`
  const email = `x${tag}@journey.example`
  const person = { email, password, firstName: one(3), lastName: one(4) }
  const user = await send('post', '/users', { ...person, role: 'patient' })
  const own = { Authorization: `Bearer ${await tokenOf(request, email, password)}` }
  const me = await request.get('/api/auth/me', { headers: own })
  const patientId = ((await me.json()) as { patient: { id: string } }).patient.id
  const appointmentDate = new Date(Math.ceil((Date.now() + 2 * 86_400_000) / 1_800_000) * 1_800_000).toISOString()
  const visit = await send('post', '/appointments', {
    patientId,
    doctorId: doctor.id,
    appointmentDate,
    durationMinutes: 30,
    notes: everything.slice(0, 1900),
  })
  const lines = scripts.map((description) => ({ description, quantity: 1, unitPrice: '1.00' }))
  const bill = await send('post', '/billing', { patientId, description: one(5), lines })
  expect(user.id).toBeTruthy()
  planted = { patients, visit: visit.id, bill: bill.id, doctor, patient: { id: patientId, email, password } }
  await request.dispose()
})

/** Elements that only somebody's text could have made. */
const foreign = (page: Page) =>
  page.evaluate(
    () =>
      document.querySelectorAll(
        'img[src="x"], svg[onload], iframe, object, embed, marquee, math, base, [onerror], [onload], [onfocus], [ontoggle], a[href^="javascript" i], a[href^="data" i]',
      ).length,
  )

async function visitAll(page: Page, paths: string[]) {
  for (const path of paths) {
    await page.goto(path)
    await settle(page)
    expect(await foreign(page), path).toBe(0)
  }
}

function expectQuiet({ violations, dialogs, errors }: Watch) {
  figure('stored-scripts-run', dialogs.length, { of: scripts.length })
  figure('stored-scripts-stopped-by-policy-alone', violations.length, { of: scripts.length })
  expect({ violations, dialogs, errors }).toEqual({ violations: [], dialogs: [], errors: [] })
}

test('nothing that staff read runs what somebody has written', async ({ page }) => {
  const seen = await watch(page)
  await signIn(page, 'admin')
  const { patients, visit, bill, doctor } = planted
  await visitAll(page, [
    '/dashboard',
    '/patients',
    '/appointments',
    '/doctors',
    '/billing',
    '/users',
    '/messages',
    '/audit',
  ])
  await visitAll(page, ['/settings', '/privacy-cases', `/appointments/${visit}`, `/doctors/${doctor.id}`])
  await visitAll(page, [
    `/billing/${bill}`,
    `/billing/${bill}/receipt`,
    ...patients.slice(0, 4).map((id) => `/patients/${id}`),
  ])
  await page.goto('/patients')
  const found = page.waitForResponse((reply) => reply.url().includes('/api/patients?') && reply.url().includes(tag))
  await page.getByRole('searchbox').first().fill(tag)
  await found
  await settle(page)
  expect(await foreign(page)).toBe(0)
  expectQuiet(seen)
})

test('nothing that a doctor reads or prints runs it', async ({ page }) => {
  const seen = await watch(page)
  await signInAs(page, planted.doctor.email, planted.doctor.password)
  const visit = `/appointments/${planted.visit}`
  await visitAll(page, ['/dashboard', '/appointments', visit, '/profile', `/patients/${planted.patient.id}`])
  await page.emulateMedia({ media: 'print' })
  await visitAll(page, [visit])
  expectQuiet(seen)
})

test('nothing that a patient reads runs it', async ({ page }) => {
  const seen = await watch(page)
  await signInAs(page, planted.patient.email, planted.patient.password)
  const { visit, bill, patient } = planted
  await visitAll(page, ['/dashboard', '/appointments', `/appointments/${visit}`, '/billing', `/billing/${bill}`])
  await visitAll(page, [`/billing/${bill}/receipt`, `/patients/${patient.id}`, '/access-log', '/profile', '/doctors'])
  expectQuiet(seen)
})

test('nothing that stands in an address runs, nor leads elsewhere', async ({ page }) => {
  const seen = await watch(page)
  for (const script of scripts.filter((_, turn) => turn % 5 === 0)) {
    await page.goto(`/sign-in?next=${encodeURIComponent(script)}#${encodeURIComponent(script)}`)
    await settle(page)
    expect(await foreign(page), script).toBe(0)
  }
  await page.goto(`/sign-in?next=${encodeURIComponent('javascript:alert(1)')}`)
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(demoEmail('admin'))
  await page.getByLabel('Password', { exact: true }).fill(demoPassword)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('**/dashboard')
  expectQuiet(seen)
})

test('what looks like a script is shown as it was written', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto(`/patients/${planted.patients[0]}`)
  await expect(page.getByText(one(0)).first()).toBeVisible()
  await page.goto(`/billing/${planted.bill}`)
  await expect(page.getByText(one(5)).first()).toBeVisible()
})
