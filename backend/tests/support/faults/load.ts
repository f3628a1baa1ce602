import { appointmentApi } from '@hms/contract/appointments'
import { billingApi } from '@hms/contract/billing'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { patientApi } from '@hms/contract/patients'
import { randomUUID } from 'node:crypto'
import type { Sent } from '../cluster/http.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from '../people.ts'
import { onDay } from '../visits.ts'
import { Ledger } from './ledger.ts'

const CLERKS = 6
const DAYS = 150
const FIRST_HOUR = 8
const HOURS = 15

/** What clients were told has been done, by id. */
export interface Acknowledged {
  patients: Set<string>
  visits: Map<string, 'booked' | 'cancelled'>
  bills: Set<string>
  /** Payments, with the bill that each was taken for. */
  payments: Map<string, string>
}

export interface Load {
  /** Who does all of it, and nothing else. */
  admin: Person
  /** The first name of every patient that it registers. */
  tag: string
  ledger: Ledger
  acknowledged: Acknowledged
  /** Has everybody finish what they have begun. @throws when something is not answered for within 20 s */
  stop(): Promise<void>
}

type Deed = (typeof deeds)[number]
const deeds = ['register', 'book', 'book', 'bill', 'pay', 'cancel', 'read'] as const

/** One clerk: does this and that, one after the other, and insists on each. */
class Clerk {
  readonly #load: Load
  readonly #number: number
  readonly #doctor: DoctorPerson
  readonly #patient: PatientPerson
  readonly #booked: string[] = []
  readonly #unpaid: string[] = []
  #count = 0

  constructor(load: Load, number: number, doctor: DoctorPerson, patient: PatientPerson) {
    this.#load = load
    this.#number = number
    this.#doctor = doctor
    this.#patient = patient
  }

  async work(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      this.#count++
      await this.#do(deeds[Math.floor(Math.random() * deeds.length)]!)
    }
  }

  #do(deed: Deed): Promise<unknown> {
    if (deed === 'register') return this.#register()
    if (deed === 'book') return this.#book()
    if (deed === 'bill') return this.#bill()
    if (deed === 'pay' && this.#unpaid.length) return this.#pay(this.#unpaid.shift()!)
    if (deed === 'cancel' && this.#booked.length) return this.#cancel(this.#booked.shift()!)
    return this.#load.ledger.insist(patientApi.get, {
      as: this.#load.admin,
      params: { id: this.#patient.patientId },
    })
  }

  async #create<E extends EndpointSpec>(endpoint: E, sent: Sent<E>): Promise<string> {
    const { reply } = await this.#load.ledger.insist(endpoint, { as: this.#load.admin, ...sent })
    if (reply.status !== 201) throw new Error(`${endpoint.path} answered ${reply.status} ${reply.text}`)
    return (reply.body as { id: string }).id
  }

  async #register() {
    const body = {
      firstName: this.#load.tag,
      lastName: `Clerk ${this.#number}, ${this.#count}`,
      dateOfBirth: '1980-01-01',
      gender: 'unknown',
      phone: '+1 555 0100',
    } as const
    this.#load.acknowledged.patients.add(await this.#create(patientApi.create, { body }))
  }

  async #book() {
    const hour = FIRST_HOUR + (Math.floor(this.#count / DAYS) % HOURS)
    const half = this.#count >= DAYS * HOURS ? '30' : '00'
    const at = onDay(3 + (this.#count % DAYS), `${String(hour).padStart(2, '0')}:${half}`)
    const body = {
      patientId: this.#patient.patientId,
      doctorId: this.#doctor.doctorId,
      appointmentDate: at.toString(),
      durationMinutes: 30,
    }
    const id = await this.#create(appointmentApi.book, { body })
    this.#load.acknowledged.visits.set(id, 'booked')
    this.#booked.push(id)
  }

  async #bill() {
    const lines = [
      { description: 'Treatment', unitPrice: '25.00' },
      { description: 'Dressing', quantity: 2, unitPrice: '2.50' },
    ]
    const body = { patientId: this.#patient.patientId, description: 'Treatment', lines }
    const id = await this.#create(billingApi.create, { body })
    this.#load.acknowledged.bills.add(id)
    this.#unpaid.push(id)
  }

  async #pay(bill: string) {
    const body = { amount: '10.00', method: 'cash' } as const
    this.#load.acknowledged.payments.set(await this.#create(billingApi.pay, { params: { id: bill }, body }), bill)
  }

  /** Has no key: whoever repeats it learns that the visit is cancelled already. */
  async #cancel(id: string) {
    const sent = { as: this.#load.admin, params: { id }, body: { reason: 'Called off' } }
    const { reply, times } = await this.#load.ledger.insist(appointmentApi.cancel, sent)
    const alreadyDone = times > 1 && reply.problem?.code === 'wrong-status'
    if (reply.status !== 200 && !alreadyDone) throw new Error(`Cancelling answered ${reply.status} ${reply.text}`)
    if (alreadyDone) this.#load.ledger.figures.acknowledged++
    this.#load.acknowledged.visits.set(id, 'cancelled')
  }
}

/** Mixed writes and some reads at `url`, from several clerks at once, until it is stopped. */
export async function startLoad(url: () => string, clerks = CLERKS): Promise<Load> {
  const admin = await anAdmin()
  const people = await Promise.all(
    Array.from({ length: clerks }, async () => [await aDoctor(), await aPatient()] as const),
  )
  let over = false
  const load: Load = {
    admin,
    tag: `Load ${randomUUID()}`,
    ledger: new Ledger(url),
    acknowledged: { patients: new Set(), visits: new Map(), bills: new Set(), payments: new Map() },
    async stop() {
      over = true
      load.ledger.giveUpIn(20_000)
      const failed = (await working).flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
      if (failed.length) throw new AggregateError(failed, failed.map(String).join('\n'))
    },
  }
  const working = Promise.allSettled(
    people.map(([doctor, patient], i) => new Clerk(load, i, doctor, patient).work(() => over)),
  )
  return load
}
