/** The deeds that are measured, as requests. The API and the floor get the very same ones. */
import { BENCH_PASSWORD, type Clerk } from '../fill/staff.ts'
import { mix } from '../fill/numbers.ts'
import { searchText } from '../../src/utils/searchText.ts'
import { bookingTimes, type SampledPatient, type World } from './world.ts'

export interface Request {
  method: 'GET' | 'POST'
  path: string
  body?: unknown
  expect: number
}

export interface Step extends Request {
  /** Made from the reply before, where it needs something of it. */
  then?: (reply: string) => Step
}

/** Who asks: the administrator, one of the sampled doctors, or a clerk. */
export type Asker = 'admin' | number | Clerk | 'nobody'

export interface Task {
  as: Asker
  step: Step
}

export interface Deed {
  label: string
  /** Whether the floor can do it too. */
  floor: boolean
  /** The task with a number that is given out once. */
  task: (number: number) => Task
}

const get = (path: string): Step => ({ method: 'GET', path, expect: 200 })
const post = (path: string, body: unknown, expect = 201): Step => ({ method: 'POST', path, body, expect })

export function makeDeeds(world: World): Record<string, Deed> {
  return { ...recordDeeds(world), ...timeDeeds(world), ...searchDeeds(world) }
}

/** Evenly over the sample, in an order that no cache can foresee. */
const patientOf = ({ patients }: World, number: number) => patients[mix(number, 61) % patients.length]!

function recordDeeds(world: World): Record<string, Deed> {
  const { doctors } = world
  return {
    create: {
      label: 'patient create',
      floor: true,
      task: (n) => ({ as: 'admin', step: post('/api/patients', newPatient(n, patientOf(world, n))) }),
    },
    read: {
      label: 'patient read (administrator)',
      floor: true,
      task: (n) => ({ as: 'admin', step: get(`/api/patients/${patientOf(world, n).id}`) }),
    },
    readInCare: {
      label: 'patient read (doctor in care)',
      floor: true,
      task: (n) => {
        const as = n % doctors.length
        const { inCare } = doctors[as]!
        return { as, step: get(`/api/patients/${inCare[mix(n, 62) % inCare.length]!}`) }
      },
    },
    bill: {
      label: 'bill with payment',
      floor: true,
      task: (n) => ({ as: 'admin', step: { ...post('/api/billing', newBill(patientOf(world, n).id)), then: payment } }),
    },
    signIn: {
      label: 'sign-in',
      floor: false,
      task: (n) => {
        const { email } = doctors[n % doctors.length]!
        return { as: 'nobody', step: post('/api/auth/login', { email, password: BENCH_PASSWORD }, 200) }
      },
    },
  }
}

function newPatient(n: number, like: SampledPatient) {
  return {
    firstName: like.firstName,
    lastName: like.lastName,
    dateOfBirth: like.dateOfBirth,
    gender: 'unknown',
    email: `bench${n}@example.org`,
    phone: like.phone,
    address: {
      line1: '12 Linden Street',
      city: 'Harbor Falls',
      state: 'NY',
      postalCode: '12094',
      country: 'United States',
    },
    emergencyContact: { name: 'Robin Vogel', relationship: 'Sister', phone: '+1 518 555 0102' },
    medicalHistory: { allergies: ['Penicillin'], conditions: ['Asthma'], medications: ['Salbutamol inhaler'] },
  }
}

const newBill = (patientId: string) => ({
  patientId,
  description: 'Consultation',
  lines: [
    { description: 'Consultation', quantity: 1, unitPrice: '85.00' },
    { description: 'Blood test', quantity: 2, unitPrice: '17.50' },
  ],
})

const payment = (bill: string): Step =>
  post(`/api/billing/${(JSON.parse(bill) as { id: string }).id}/payments`, { amount: '120.00', method: 'cash' })

function timeDeeds(world: World): Record<string, Deed> {
  const { doctors, week, bookable } = world
  const times = bookingTimes(bookable)
  const { doctorIds, visitTypeId } = bookable
  return {
    slots: {
      label: 'slots of a doctor for a week',
      floor: true,
      task: (n) => {
        const { id } = doctors[n % doctors.length]!
        return { as: 'admin', step: get(`/api/doctors/${id}/slots?from=${week.from}&to=${week.to}`) }
      },
    },
    book: {
      label: 'booking',
      floor: true,
      task: (n) => {
        const appointmentDate = times[Math.floor(n / doctorIds.length)]!
        const doctorId = doctorIds[n % doctorIds.length]!
        const patientId = world.patients[n % world.patients.length]!.id
        return { as: 'admin', step: post('/api/appointments', { patientId, doctorId, appointmentDate, visitTypeId }) }
      },
    },
    calendar: {
      label: 'calendar of a doctor for a week',
      floor: true,
      task: (n) => {
        const as = n % doctors.length
        const range = `from=${week.from}&to=${week.to}&limit=200`
        return { as, step: get(`/api/appointments?doctorId=${doctors[as]!.id}&${range}`) }
      },
    },
  }
}

/** What people type, from the names that are there. */
const typed: Record<string, { label: string; text: (patient: SampledPatient) => string }> = {
  search: {
    label: 'patient search by name',
    text: (p) => `${p.searchName.split(' ').at(-1)!} ${p.searchName.slice(0, 3)}`,
  },
  searchTypo: {
    label: 'search: a typing error',
    text: (p) => `${typo(searchText(p.firstName))} ${searchText(p.lastName)}`,
  },
  searchAccent: { label: 'search: with accents', text: (p) => `${p.firstName} ${p.lastName}` },
  searchPart: { label: 'search: a part of the name', text: (p) => p.searchName.split(' ').at(-1)!.slice(0, 5) },
  searchOrder: { label: 'search: last name first', text: (p) => p.searchName.split(' ').reverse().join(' ') },
  searchMrn: { label: 'search: record number', text: (p) => p.mrn },
  searchPhone: { label: 'search: telephone', text: (p) => p.phone },
  searchBirth: { label: 'search: birth date', text: (p) => p.dateOfBirth },
}

function searchDeeds(world: World): Record<string, Deed> {
  return Object.fromEntries(
    Object.entries(typed).map(([name, { label, text }]) => {
      const task = (n: number): Task => ({
        as: 'admin',
        step: get(`/api/patients?q=${encodeURIComponent(text(patientOf(world, n)))}`),
      })
      return [name, { label, floor: name === 'search', task }]
    }),
  )
}

/** Two neighbouring letters in the middle change places. */
function typo(name: string): string {
  const at = Math.max(1, Math.floor(name.length / 2) - 1)
  return name.slice(0, at) + (name[at + 1] ?? '') + (name[at] ?? '') + name.slice(at + 2)
}
