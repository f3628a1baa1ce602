import { randomUUID } from 'node:crypto'
import { expect, type APIRequestContext } from '@playwright/test'
import { demoEmail, demoPassword } from './people'

const everyDay = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, start: '00:00', end: '24:00' }))

/** Signs in as a script does, through the web server's own address. */
export async function tokenOf(request: APIRequestContext, email: string, password: string): Promise<string> {
  const reply = await request.post('/api/auth/login', { data: { email, password } })
  expect(reply.ok(), await reply.text()).toBe(true)
  return ((await reply.json()) as { accessToken: string }).accessToken
}

export interface NewDoctor {
  id: string
  email: string
  password: string
  firstName: string
  lastName: string
}

/** A doctor of the test's own who sees patients around the clock, so that a journey works at any hour of any day. */
export async function aDoctorAroundTheClock(request: APIRequestContext): Promise<NewDoctor> {
  const tag = randomUUID().slice(0, 8)
  const user = {
    email: `doctor-${tag}@journey.example`,
    password: `A long enough one ${tag}`,
    firstName: 'Noor',
    lastName: `Vega-${tag}`,
  }
  const token = await tokenOf(request, demoEmail('admin'), demoPassword)
  const reply = await request.post('/api/doctors', {
    headers: { Authorization: `Bearer ${token}` },
    data: {
      user,
      specialization: 'Family medicine',
      licenseNumber: `J-${tag}`,
      availability: { weekly: everyDay, slotMinutes: 30 },
    },
  })
  expect(reply.status(), await reply.text()).toBe(201)
  return { ...user, id: ((await reply.json()) as { id: string }).id }
}

/** An open bill of some patient; its id. */
export async function aBill(request: APIRequestContext): Promise<string> {
  const token = await tokenOf(request, demoEmail('admin'), demoPassword)
  const headers = { Authorization: `Bearer ${token}` }
  const found = await request.get('/api/patients?limit=1', { headers })
  const patientId = ((await found.json()) as { items: { id: string }[] }).items[0]?.id
  const lines = [{ description: 'Dressing', quantity: 1, unitPrice: { amount: '12.00', currency: 'USD' } }]
  const reply = await request.post('/api/billing', { headers, data: { patientId, description: 'Dressings', lines } })
  expect(reply.status(), await reply.text()).toBe(201)
  return ((await reply.json()) as { id: string }).id
}
