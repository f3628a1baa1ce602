import { MedicalHistory } from '@hms/contract/patients'
import type { z } from 'zod'
import type { Entry } from './bundle.ts'
import type { CodedItem, HistoryList } from './records.ts'
import type { ReferenceIndex } from './references.ts'
import {
  type AllergyIntolerance,
  type CodeableConcept,
  type Condition,
  Medication,
  type MedicationRequest,
  type MedicationStatement,
  type Onset,
} from './resources.ts'
import { read } from './read.ts'
import type { Tally } from './tally.ts'
import { UnreadableFile } from './unreadable.ts'
import { clean, codingOf, fit, hasCode, wordsFor } from './wording.ts'

/** As many entries as one list of the record holds. */
export const MAX_ITEMS = 500

interface Source {
  entry: Entry
  note: Tally
}

/** A condition as an entry of the history, or null when it is counted as left out. */
export function conditionItem(source: Source, condition: z.infer<typeof Condition>): CodedItem | null {
  return clinicalItem(source, condition, condition.code)
}

export function allergyItem(source: Source, allergy: z.infer<typeof AllergyIntolerance>): CodedItem | null {
  return clinicalItem(source, allergy, allergy.code ?? allergy.reaction?.find(({ substance }) => substance)?.substance)
}

type Clinical = Onset & { clinicalStatus?: CodeableConcept; verificationStatus?: CodeableConcept }

function clinicalItem(source: Source, fact: Clinical, concept: CodeableConcept | undefined): CodedItem | null {
  for (const verdict of ['entered-in-error', 'refuted']) {
    if (hasCode(fact.verificationStatus, [verdict])) return leaveOut(source, verdict)
  }
  const status = wordsForCode(fact.clinicalStatus)
  const doubt = ['unconfirmed', 'provisional', 'differential'].find((code) => hasCode(fact.verificationStatus, [code]))
  const onset = fact.onsetDateTime ?? fact.onsetPeriod?.start
  if (!onset && (fact.onsetAge || fact.onsetRange || fact.onsetString)) {
    source.note.adapt(source.entry.type, 'onset left out that is no date')
  }
  return item(source, concept, [status, doubt].filter(Boolean).join(', '), onset)
}

const unwantedRequests = ['entered-in-error', 'cancelled', 'draft']

export function requestItem(
  source: Source,
  request: z.infer<typeof MedicationRequest>,
  index: ReferenceIndex,
): CodedItem | null {
  if (unwantedRequests.includes(request.status)) return leaveOut(source, request.status)
  if (request.doNotPerform) return leaveOut(source, 'says what not to take')
  if (request.intent === 'proposal' || request.intent === 'option') return leaveOut(source, `only a ${request.intent}`)
  return item(source, medicationConcept(source, request, index), request.status, request.authoredOn)
}

const unwantedStatements = ['entered-in-error', 'not-taken']

export function statementItem(
  source: Source,
  statement: z.infer<typeof MedicationStatement>,
  index: ReferenceIndex,
): CodedItem | null {
  if (unwantedStatements.includes(statement.status)) return leaveOut(source, statement.status)
  const onset = statement.effectiveDateTime ?? statement.effectivePeriod?.start
  return item(source, medicationConcept(source, statement, index), statement.status, onset)
}

type Taken = Pick<z.infer<typeof MedicationRequest>, 'medicationCodeableConcept' | 'medicationReference'>

function medicationConcept({ entry }: Source, taken: Taken, index: ReferenceIndex): CodeableConcept | undefined {
  const reference = taken.medicationReference
  if (!reference) return taken.medicationCodeableConcept
  const medication = index.find(entry, reference)
  if (medication && medication.type !== 'Medication') {
    throw new UnreadableFile(`${entry.label}: medicationReference refers to a ${medication.type}`)
  }
  if (!medication && reference.reference?.startsWith('urn:')) {
    throw new UnreadableFile(`${entry.label}: Broken reference, ${reference.reference.slice(0, 100)}`)
  }
  const concept = medication && read(Medication, medication).code
  return concept && wordsFor(concept) ? concept : { text: reference.display }
}

function item(
  { entry, note }: Source,
  concept: CodeableConcept | undefined,
  status: string,
  onset?: string,
): CodedItem | null {
  const display = fit(wordsFor(concept), 500, note, entry.type, 'text')
  if (!display) return leaveOut({ entry, note }, 'says neither in words nor in code what it is')
  const result: CodedItem = { display }
  const coding = codingOf(concept)
  if (coding && coding.code.length <= 100 && coding.system.length <= 300) {
    result.code = coding.code
    if (coding.system) result.system = coding.system
  } else if (coding) note.adapt(entry.type, 'code left out that is too long')
  if (status) result.status = fit(status, 50, note, entry.type, 'status')!
  if (onset && onset.length <= 40) result.onset = onset
  else if (onset) note.adapt(entry.type, 'onset left out that is too long')
  return result
}

function leaveOut({ entry, note }: Source, reason: string): null {
  note.leaveOut(entry.type, reason)
  return null
}

function wordsForCode(concept: CodeableConcept | undefined): string {
  return clean(concept?.coding?.find(({ code }) => clean(code) !== '')?.code) || clean(concept?.text)
}

export type Lists = Record<HistoryList, CodedItem[]>

export const emptyLists = (): Lists => ({ allergies: [], conditions: [], medications: [] })

/** Without repetitions, and cut to what the record holds, the resolved and the oldest first. */
export function medicalHistory(lists: Lists, notes: readonly string[], note: Tally): MedicalHistory {
  const shorten = (list: HistoryList): CodedItem[] => {
    const items = [...new Map(lists[list].map((entry) => [itemKey(entry), entry])).values()]
    for (let over = items.length; over > MAX_ITEMS; over--) note.leaveOut('Patient', `more ${list} than ${MAX_ITEMS}`)
    if (items.length <= MAX_ITEMS) return items
    const weight = (entry: CodedItem) => Number(entry.status?.startsWith('active') ?? false)
    const newestFirst = (a: CodedItem, b: CodedItem) =>
      weight(b) - weight(a) || (b.onset ?? '').localeCompare(a.onset ?? '')
    return items.sort(newestFirst).slice(0, MAX_ITEMS)
  }
  return MedicalHistory.parse({
    allergies: shorten('allergies'),
    conditions: shorten('conditions'),
    medications: shorten('medications'),
    notes: fit(notes.join(' '), 10_000, note, 'Patient', 'notes'),
  })
}

/** What makes two entries the same, apart from how they stand now. */
export function itemKey(item: CodedItem | string): string {
  const { display, code = '', system = '', onset = '' } = typeof item === 'string' ? { display: item } : item
  return JSON.stringify([system, code, code ? '' : display, onset])
}
