import type { Entry } from './bundle.ts'
import type { MedicalHistory } from '@hms/contract/patients'
import {
  allergyItem,
  conditionItem,
  emptyLists,
  type Lists,
  medicalHistory,
  requestItem,
  statementItem,
} from './history.ts'
import type { Scope } from './parse.ts'
import { read } from './read.ts'
import type { CodedItem, Elsewhere, HistoryList, HistoryRecord } from './records.ts'
import * as fhir from './resources.ts'

interface Fact {
  list: HistoryList
  patient: fhir.Reference
  item: CodedItem | null
}

/** How each type of the history is read; what comes out is counted by then. */
const facts: Record<string, (entry: Entry, scope: Scope) => Fact> = {
  Condition(entry, scope) {
    const condition = read(fhir.Condition, entry)
    const item = conditionItem({ entry, note: scope.note }, condition)
    return { list: 'conditions', patient: condition.subject, item }
  },
  AllergyIntolerance(entry, scope) {
    const allergy = read(fhir.AllergyIntolerance, entry)
    const item = allergyItem({ entry, note: scope.note }, allergy)
    return { list: 'allergies', patient: allergy.patient, item }
  },
  MedicationRequest(entry, scope) {
    const request = read(fhir.MedicationRequest, entry)
    const item = requestItem({ entry, note: scope.note }, request, scope.index)
    return { list: 'medications', patient: request.subject, item }
  },
  MedicationStatement(entry, scope) {
    const statement = read(fhir.MedicationStatement, entry)
    const item = statementItem({ entry, note: scope.note }, statement, scope.index)
    return { list: 'medications', patient: statement.subject, item }
  },
}

export interface Histories {
  /** One for each patient of the file, in their order. */
  ofPatients: MedicalHistory[]
  elsewhere: HistoryRecord[]
}

export function collectHistories(scope: Scope): Histories {
  const { entries, note, people } = scope
  const own: Lists[] = people.patients.map(emptyLists)
  const others = new Map<string, { patient: Elsewhere; lists: Lists }>()
  for (const entry of entries) {
    const fact = Object.hasOwn(facts, entry.type) ? facts[entry.type]!(entry, scope) : null
    if (!fact) continue
    const patient = people.findPatient(entry, fact.patient)
    if (!fact.item) continue
    note.take(entry.type)
    const lists = patient.at === 'file' ? (own[patient.index] ??= emptyLists()) : listsOf(others, patient)
    lists[fact.list].push(fact.item)
  }
  return {
    ofPatients: people.patients.map(({ notes }, at) => medicalHistory(own[at] ?? emptyLists(), notes, note)),
    elsewhere: [...others.values()].map(({ patient, lists }) => ({
      patient,
      medicalHistory: medicalHistory(lists, [], note),
    })),
  }
}

function listsOf(others: Map<string, { patient: Elsewhere; lists: Lists }>, patient: Elsewhere): Lists {
  const key = JSON.stringify([patient.keys, patient.aliases])
  const known = others.get(key) ?? { patient, lists: emptyLists() }
  others.set(key, known)
  return known.lists
}
