import { Email, invisibleInNames, Phone } from '@hms/contract/common'
import type { Address, Patient } from '@hms/contract/patients'
import type { ContactPoint, FhirAddress, HumanName, Patient as FhirPatient, Period } from './resources.ts'
import type { Tally } from './tally.ts'
import { clean, cut, fit, hasCode, UNKNOWN, wordsFor } from './wording.ts'

export interface PersonName {
  firstName: string
  lastName: string
}

/** Which name a person goes by: https://hl7.org/fhir/R4/valueset-name-use.html, best first; old ones last. */
const nameOrder = ['official', 'usual', undefined, 'nickname', 'anonymous', 'temp', 'maiden', 'old']
const addressOrder = ['home', undefined, 'temp', 'work', 'billing', 'old']
const phoneOrder = ['mobile', 'home', undefined, 'work', 'temp', 'old']

/** The name to know a person by, or null when the file has none. */
export function chooseName(names: readonly HumanName[], today: string, note: Tally, type: string): PersonName | null {
  for (const name of prefer(names, nameOrder, today)) {
    const parts = splitName(name)
    if (!parts) continue
    if (parts.first === '' || parts.last === '')
      note.adapt(type, `one part of the name unknown: ${UNKNOWN} stands for it`)
    const [firstName, lastName] = [parts.first, parts.last].map((part) => fit(part, 100, note, type, 'name'))
    return { firstName: firstName ?? UNKNOWN, lastName: lastName ?? UNKNOWN }
  }
  return null
}

const cleanName = (text: string | undefined) => clean(clean(text).replace(invisibleInNames, ''))

function splitName({ family, given = [], text }: HumanName): { first: string; last: string } | null {
  const first = given.map(cleanName).filter(Boolean).join(' ')
  const last = cleanName(family)
  if (first !== '' || last !== '') return { first, last }
  const whole = cleanName(text)
  if (whole === '') return null
  const comma = whole.indexOf(',')
  const space = whole.lastIndexOf(' ')
  const [before, after] =
    comma > 0
      ? [whole.slice(comma + 1), whole.slice(0, comma)]
      : [whole.slice(0, Math.max(space, 0)), whole.slice(space + 1)]
  return { first: before.trim(), last: after.trim() }
}

/** The best e-mail address that is one. */
export function chooseEmail(telecom: readonly ContactPoint[], today: string, note: Tally): string | null {
  const addresses = prefer(
    telecom.filter(({ system }) => system === 'email'),
    phoneOrder,
    today,
  )
  const valid = addresses.flatMap(({ value }) => Email.safeParse(clean(value)).data ?? [])
  reportRest('e-mail address', addresses.length, valid.length, note)
  return valid[0] ?? null
}

/** The best phone number that is one. */
export function choosePhone(telecom: readonly ContactPoint[], today: string, note: Tally): string | null {
  const phones = telecom.filter(
    ({ system, value }) => system === 'phone' || system === 'sms' || (!system && /^tel:/i.test(value ?? '')),
  )
  const numbers = prefer(phones, phoneOrder, today)
  const valid = numbers.flatMap(({ value }) => phoneNumber(clean(value)) ?? [])
  reportRest('phone number', numbers.length, valid.length, note)
  return valid[0] ?? null
}

/** A number as people write it, brought to what the record takes; null when it is none. */
export function phoneNumber(written: string): string | null {
  // An extension is no part of the number; its digits would make it another one.
  const number = written
    .replace(/^(tel|sms):/i, '')
    .split(/;|,|#|\s*(?:ext|extension|x)\.?\s*\d/i)[0]!
    .trim()
  const plain = number.replace(/^\(\+/, '+').replace(/^\(([0-9]+)\)/, '$1')
  const candidates = [plain, (plain.startsWith('+') ? '+' : '') + plain.replace(/\D/g, '')]
  // Letters belong to no number: what is left after them would be invented.
  if (/\p{L}/u.test(number)) return null
  return candidates.flatMap((candidate) => Phone.safeParse(candidate).data ?? [])[0] ?? null
}

function reportRest(what: string, given: number, valid: number, note: Tally): void {
  if (given > valid) note.adapt('Patient', `${what} left out that is none`)
  if (valid > 1) note.adapt('Patient', `further ${what}s left out`)
}

/** The address to keep; what the record needs and the file lacks is shown as unknown. */
export function chooseAddress(addresses: readonly FhirAddress[], today: string, note: Tally): Address | null {
  const usable = prefer(addresses, addressOrder, today)
    .sort((a, b) => Number(a.type === 'postal') - Number(b.type === 'postal'))
    .filter(({ line = [], text, city, district, state, postalCode, country }) =>
      [...line, text, city, district, state, postalCode, country].some((part) => clean(part) !== ''),
    )
  const address = usable[0]
  if (!address) return null
  if (usable.length > 1) note.adapt('Patient', 'further addresses left out')
  const part = (text: string | undefined, max: number) => fit(text, max, note, 'Patient', 'address')
  const lines = (address.line ?? []).map(clean).filter(Boolean)
  const needed = {
    line1: part(lines[0] ?? address.text, 200),
    city: part(clean(address.city) || address.district, 100),
    country: part(address.country, 100),
  }
  if (Object.values(needed).includes(null))
    note.adapt('Patient', `address incomplete: ${UNKNOWN} stands for what is unknown`)
  return {
    line1: needed.line1 ?? UNKNOWN,
    line2: part(lines.slice(1).join(', '), 200),
    city: needed.city ?? UNKNOWN,
    state: part(address.state, 100),
    postalCode: part(address.postalCode, 20),
    country: needed.country ?? UNKNOWN,
  }
}

type Contact = NonNullable<FhirPatient['contact']>[number]

/** HL7 table 0131: C is the emergency contact, N the next of kin. */
const contactCodes = ['C', 'N']

/** Whom to call; a contact without name or phone cannot be one. */
export function chooseContact(contacts: readonly Contact[], today: string, note: Tally): Patient['emergencyContact'] {
  const current = contacts.filter(({ period }) => !isOver(period, today))
  const rank = ({ relationship = [] }: Contact) => {
    const at = contactCodes.findIndex((code) => relationship.some((concept) => hasCode(concept, [code])))
    return at < 0 ? contactCodes.length : at
  }
  const usable = [...current]
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((contact) => emergencyContact(contact, today, note) ?? [])
  if (contacts.length > usable.length) note.adapt('Patient', 'contact without name or phone, or a former one, left out')
  if (usable.length > 1) note.adapt('Patient', 'further contacts left out')
  return usable[0] ?? null
}

function emergencyContact(contact: Contact, today: string, note: Tally): Patient['emergencyContact'] {
  const parts = contact.name && splitName(contact.name)
  const written = parts ? `${parts.first} ${parts.last}` : contact.organization?.display
  const phone = choosePhone(contact.telecom ?? [], today, note)
  const name = fit(written, 200, note, 'Patient', "contact's name")
  if (!name || !phone) return null
  return {
    name,
    phone,
    relationship: cut((contact.relationship ?? []).map(wordsFor).filter(Boolean).join(', '), 100) || null,
  }
}

/** Best use first, then rank; what is old or over comes last, for when there is nothing else. */
function prefer<T extends { use?: string; rank?: number; period?: Period }>(
  items: readonly T[],
  order: readonly (string | undefined)[],
  today: string,
): T[] {
  const score = (item: T) => (isOver(item.period, today) ? order.length : order.indexOf(item.use))
  const rank = (item: T) => item.rank ?? Number.MAX_SAFE_INTEGER
  const isOld = (item: T) => Number(item.use === 'old' || isOver(item.period, today))
  return [...items].sort((a, b) => isOld(a) - isOld(b) || rank(a) - rank(b) || score(a) - score(b))
}

/** ISO 8601 compares as text as far as both are written out. */
function isOver(period: Period | undefined, today: string): boolean {
  return period?.end !== undefined && period.end.slice(0, 10) < today.slice(0, period.end.length)
}
