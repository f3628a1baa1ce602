/** The patients of a fill: names of many languages, with a long tail of rare ones, and what is sealed of them. */
import { createHmac } from 'node:crypto'
import { origins } from '../../prisma/seed/names.ts'
import type { KeyRing } from '../../src/config/keys.ts'
import { searchText } from '../../src/utils/searchText.ts'
import { mix, pick, share } from './numbers.ts'

const words = (list: string) => list.split(' ').map((text) => ({ text, search: searchText(text) }))
const byOrigin = origins.map(({ female, male, last }) => ({
  female: words(female),
  male: words(male),
  last: words(last),
}))
/** Each origin as often as its share. */
const drawn = origins.flatMap(({ share: weight }, index) => Array<number>(weight).fill(index))

export type Gender = 'female' | 'male' | 'other' | 'unknown'

export interface Person {
  firstName: string
  lastName: string
  searchName: string
  gender: Gender
  /** `YYYY-MM-DD` */
  dateOfBirth: string
}

const syllables = (list: string) => list.split(' ')
const coined = {
  first: syllables(
    'Al Bar Bel Bor Bran Cal Cor Dal Dor El Fal Fen Gar Gil Hal Har Hol Ing Jar Kal Kel Kor Lan Lin Lor Mal Mar Mel Mon Nor Ol Or Pal Par Pel Ram Ran Rol Ros Sal Sar Sel Sil Sol Tal Tar Tol Ul Val Var Vel Vin Wal War Wen Wil Yar Zal Zel Zim',
  ),
  middle: syllables(
    'a an ar be bi da de di do e en er ga go i il in ka ke li lo ma mi mo na ni o on ra ri ro sa si ta te ti to u va vi',
  ),
  last: syllables(
    'bach berg by czyk dal dorf elli ens er esen etti ford ham ic ieri ini ko ley man mann mond ner ova ow quist rath ska son stein sted ton vic ville well wick wood worth yan',
  ),
}

/** Most surnames of a country are rare ones: a quarter of all people bears one of a hundred thousand. */
function coinedName(row: number) {
  const text = pick(coined.first, row, 71) + pick(coined.middle, row, 72) + pick(coined.last, row, 73)
  return { text, search: searchText(text) }
}

const FIRST_BIRTH = Date.UTC(1926, 0, 1)
const BIRTH_DAYS = 99 * 365
const DAY = 86_400_000

/** Half of all people carry a second given name or surname; that is what makes most names rare. */
export function personOf(row: number): Person {
  const chance = share(row, 11)
  const gender = chance < 0.49 ? 'female' : chance < 0.98 ? 'male' : chance < 0.99 ? 'other' : 'unknown'
  const origin = byOrigin[pick(drawn, row, 12)]!
  const given = origin[mix(row, 13) % 2 === 0 ? 'female' : 'male']
  const firsts = [pick(gender === 'female' || gender === 'male' ? origin[gender] : given, row, 14)]
  const lasts = [share(row, 70) < 0.25 ? coinedName(row) : pick(origin.last, row, 15)]
  const extra = share(row, 16)
  if (extra < 0.25) firsts.push(pick(given, row, 17))
  if (extra > 0.15 && extra < 0.5) lasts.push(pick(byOrigin[pick(drawn, row, 18)]!.last, row, 19))
  const [firstName, lastName] = [firsts.map(({ text }) => text).join(' '), lasts.map(({ text }) => text).join('-')]
  const dateOfBirth = new Date(FIRST_BIRTH + (mix(row, 20) % BIRTH_DAYS) * DAY).toISOString().slice(0, 10)
  return { firstName, lastName, searchName: [...firsts, ...lasts].map((w) => w.search).join(' '), gender, dateOfBirth }
}

/** Numbers of the form that is kept free for fiction, followed by enough digits for everybody to have an own one. */
export const phoneOf = (row: number) => `+1 555 01${String(row).padStart(9, '0')}`

const streets = 'Alder Birch Cedar Chapel Elm Garden Harbor Lake Linden Maple Meadow Mill Oak Park Pine River'.split(
  ' ',
)
const towns = ['Harbor Falls', 'Alder Creek', 'Millbrook Junction', 'Port Ellery', 'Stonebridge', 'Wexley']
const allergies = ['Penicillin', 'Latex', 'Peanuts', 'Codeine', 'Birch pollen', 'Shellfish', 'Bee venom']
const conditions = ['Hypertension', 'Asthma', 'Type 2 diabetes', 'Migraine', 'Hypothyroidism', 'Osteoarthritis']
const medications = ['Lisinopril 10 mg', 'Metformin 500 mg', 'Levothyroxine 50 mcg', 'Salbutamol inhaler']

/** What is sealed of a patient, as the application stores it. */
export function detailsOf(row: number, person: Person) {
  const address = {
    line1: `${1 + (mix(row, 21) % 980)} ${pick(streets, row, 22)} Street`,
    city: pick(towns, row, 23),
    state: 'NY',
    postalCode: `12${String(mix(row, 24) % 1000).padStart(3, '0')}`,
    country: 'United States',
  }
  const contact = { name: `${pick(byOrigin[0]!.male, row, 25).text} ${person.lastName}`, phone: phoneOf(row + 500_000) }
  const history = {
    allergies: share(row, 26) < 0.3 ? [pick(allergies, row, 27)] : [],
    conditions: share(row, 28) < 0.5 ? [pick(conditions, row, 29)] : [],
    medications: share(row, 28) < 0.4 ? [pick(medications, row, 30)] : [],
  }
  return {
    email: `patient${row}@example.org`,
    phone: phoneOf(row),
    address: JSON.stringify(address),
    emergencyContact: JSON.stringify(contact),
    medicalHistory: JSON.stringify(history),
  }
}

/** Data keys that can be made again while the fill runs, and by nobody afterwards: the secret is never stored. */
export class PatientKeys {
  readonly #secret: Buffer
  readonly #ring: KeyRing

  constructor(ring: KeyRing, secret: Buffer) {
    this.#ring = ring
    this.#secret = secret
  }

  keyOf(patientId: string, scope: 'contact' | 'clinical'): string {
    return createHmac('sha256', this.#secret).update(`${patientId}|${scope}`).digest('base64')
  }

  /** The row of `patient_keys`. */
  wrapped(patientId: string, scope: 'contact' | 'clinical', key: string): { keyId: string; wrapped: Buffer } {
    return this.#ring.wrap(Buffer.from(key, 'base64'), `patient-key|${patientId}|${scope}`)
  }

  phoneIndex(phone: string): Buffer {
    return this.#ring.index('blind-index', phone.replace(/\D/g, ''))
  }
}
