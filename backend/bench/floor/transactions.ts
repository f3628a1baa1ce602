/** The floor's answer to each request that it knows: one transaction, and its result as JSON. */
import type pg from 'pg'
import type { KeyRing } from '../../src/config/keys.ts'
import { createBill, type NewBill, payBill } from './bills.ts'
import { createOne, type NewPatient, readOne, searchByName } from './patients.ts'
import { type Booking, bookOne, calendarOf, slotsOf } from './times.ts'
import { transact, type Unit, type Who } from './unit.ts'

export interface Asked {
  id: string
  query: Record<string, string>
  body: unknown
}

interface Transaction {
  method: 'get' | 'post'
  /** As Express has it. */
  path: string
  status: number
  mode: 'read' | 'write'
  work: (unit: Unit, ring: KeyRing, asked: Asked) => Promise<unknown>
}

const reading = { method: 'get', status: 200, mode: 'read' } as const
const writing = { method: 'post', status: 201, mode: 'write' } as const
type Range = { from: string; to: string }

export const transactions: Transaction[] = [
  { ...reading, path: '/api/patients/:id', work: (unit, ring, { id }) => readOne(unit, ring, id) },
  { ...reading, path: '/api/patients', work: (unit, _ring, { query }) => searchByName(unit, query.q ?? '') },
  { ...writing, path: '/api/patients', work: (unit, ring, { body }) => createOne(unit, ring, body as NewPatient) },
  {
    ...reading,
    path: '/api/doctors/:id/slots',
    work: (unit, _ring, { id, query }) => slotsOf(unit, id, query as Range),
  },
  {
    ...reading,
    path: '/api/appointments',
    work: (unit, ring, { query }) => calendarOf(unit, ring, query as Range & { doctorId: string; limit: string }),
  },
  { ...writing, path: '/api/appointments', work: (unit, _ring, { body }) => bookOne(unit, body as Booking) },
  { ...writing, path: '/api/billing', work: (unit, ring, { body }) => createBill(unit, ring, body as NewBill) },
  {
    ...writing,
    path: '/api/billing/:id/payments',
    work: (unit, _ring, { id, body }) => payBill(unit, id, body as { amount: string; method: string }),
  },
]

const whoByToken = new Map<string, Who>()

/** Whom a token is for. The floor believes it unread: checking signatures is part of what it measures the price of. */
export function whoOf(token: string): Who {
  const known = whoByToken.get(token)
  if (known) return known
  const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, string>
  const who = { userId: claims.sub!, sessionId: claims.sid!, role: claims.role as Who['role'] }
  whoByToken.set(token, who)
  return who
}

export function perform(client: pg.ClientBase, ring: KeyRing, { mode, work }: Transaction, who: Who, asked: Asked) {
  return transact(client, who, mode, (unit) => work(unit, ring, asked))
}
