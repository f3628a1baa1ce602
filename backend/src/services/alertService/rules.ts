import type { AlertRuleName } from '@hms/contract/alerts'
import type { WriteTx } from '../../config/database.ts'
import * as AccessAlert from '../../models/AccessAlert.ts'
import type { AlertRuleRow } from '../../models/AlertRule.ts'
import * as Watched from '../../models/WatchedEvent.ts'
import type { WatchedActor, WatchedEvent, WatchedPatient } from '../../models/WatchedEvent.ts'
import {
  dayOf,
  isMassReading,
  isMassReadingOfAnybody,
  isOffHours,
  isOfStaff,
  isOwnChart,
  nightOf,
  opensOneRecord,
  shareSurname,
  type StaffEvent,
} from './patterns.ts'

/** A part of the log, with what several rules ask about it. */
export interface Watch {
  tx: WriteTx
  events: readonly WatchedEvent[]
  timeZone: string
}

export type Found = AccessAlert.Suspicion & {
  /** The case that was opened by the deed itself; null where there is none yet. */
  caseId?: string
}
type Rule = (watch: Watch, settings: AlertRuleRow) => Promise<Found[]>

const eventOf = ({ id, seq }: WatchedEvent) => ({ id, seq })
const distinct = (ids: readonly string[]) => [...new Set(ids)]

/** One suspicion of all events that a key brings together. */
function together(rule: AlertRuleName, key: string, events: readonly StaffEvent[], patientId: string | null): Found {
  const first = events[0]!
  // Sealed in the order of their commits, which need not be that of their times.
  const times = events.map(({ recorded }) => recorded.getTime())
  return {
    rule,
    actorId: first.actorId,
    patientId,
    patientIds: distinct(events.flatMap(({ patientIds }) => patientIds)),
    from: new Date(Math.min(...times)),
    until: new Date(Math.max(...times)),
    count: events.length,
    usual: null,
    occurrence: `${rule}/${key}`,
    event: eventOf(first),
  }
}

/** The last event of each minute of each person: an hour that ends there is looked at. */
function hoursOf(events: readonly WatchedEvent[]): Watched.Hour[] {
  const last = new Map<string, Watched.Hour>()
  for (const { actorId, recorded } of events) {
    if (actorId === null) continue
    const minute = `${actorId}/${Math.floor(recorded.getTime() / 60_000)}`
    // To the end of the millisecond: dates here have no finer digits.
    last.set(minute, { actorId, until: new Date(recorded.getTime() + 1) })
  }
  return [...last.values()]
}

const hourly = (rule: AlertRuleName, hour: Watched.HourCount, usual: number | null): Found => ({
  rule,
  actorId: hour.actorId,
  patientId: null,
  patientIds: hour.patientIds,
  from: hour.from,
  until: hour.until,
  count: hour.count,
  usual,
  occurrence: `${rule}/${hour.actorId}/${hour.until.toISOString().slice(0, 13)}`,
  event: null,
})

const massReading: Rule = async ({ tx, events }, { limitByRole }) => {
  const opened = events.filter((event) => isOfStaff(event) && opensOneRecord(event))
  const limits = new Map(opened.map(({ actorId, actorRole }) => [actorId, limitByRole?.[actorRole as 'doctor']]))
  const found: Found[] = []
  for (const hour of await Watched.recordsOpened(tx, hoursOf(opened))) {
    const limit = limits.get(hour.actorId) ?? Infinity
    if (hour.count <= limit) continue
    const suspicion = hourly('mass-reading', hour, null)
    // Four weeks are not read again and again while somebody reads on whose alert says already what is usual.
    const isKnown = isMassReadingOfAnybody(hour.count, limit) && (await AccessAlert.isOpen(tx, suspicion))
    const usual = isKnown ? null : await Watched.usualRecords(tx, hour.actorId, hour.until)
    if (isMassReading(hour.count, limit, usual)) found.push({ ...suspicion, usual })
  }
  return found
}

const repeatedRefusals: Rule = async ({ tx, events }, { limit }) => {
  const refused = events.filter(({ outcome }) => outcome === 'refused')
  const hours = await Watched.timesRefused(tx, hoursOf(refused))
  return hours.filter(({ count }) => count > (limit ?? Infinity)).map((hour) => hourly('repeated-refusals', hour, null))
}

interface Opening {
  actor: WatchedActor
  patient: WatchedPatient
  events: StaffEvent[]
  day: string
}

/** Who opened whose record on which day. */
async function openings({ tx, events, timeZone }: Watch): Promise<Opening[]> {
  const opened = events.filter(isOfStaff).filter(opensOneRecord)
  const [actors, patients] = await Promise.all([
    Watched.actors(tx, distinct(opened.map(({ actorId }) => actorId))),
    Watched.patients(tx, distinct(opened.flatMap(({ patientIds }) => patientIds))),
  ])
  const actorsById = new Map(actors.map((actor) => [actor.id, actor]))
  const patientsById = new Map(patients.map((patient) => [patient.id, patient]))
  const groups = Map.groupBy(
    opened,
    ({ actorId, patientIds, recorded }) => `${actorId}/${patientIds[0]}/${dayOf(recorded, timeZone)}`,
  )
  return [...groups.values()].flatMap((group) => {
    const { actorId, patientIds, recorded } = group[0]!
    const [actor, patient] = [actorsById.get(actorId), patientsById.get(patientIds[0]!)]
    return actor && patient ? [{ actor, patient, events: group, day: dayOf(recorded, timeZone) }] : []
  })
}

const ofOpening = (rule: AlertRuleName, { actor, patient, events, day }: Opening): Found =>
  together(rule, `${actor.id}/${patient.id}/${day}`, events, patient.id)

const ownChart: Rule = async (watch) =>
  (await openings(watch))
    .filter(({ actor, patient }) => isOwnChart(actor, patient))
    .map((opening) => ofOpening('own-chart', opening))

const sameSurname: Rule = async (watch, { limit }) => {
  const found: Found[] = []
  for (const opening of await openings(watch)) {
    const { actor, patient } = opening
    if (isOwnChart(actor, patient) || !shareSurname(actor, patient)) continue
    if (!(await Watched.isCommon(watch.tx, patient.lastName, limit ?? Infinity)))
      found.push(ofOpening('same-surname', opening))
  }
  return found
}

const offHours: Rule = async ({ tx, events, timeZone }, { opensAt, closesAt }) => {
  const hours = { opensAt: opensAt ?? '00:00', closesAt: closesAt ?? '24:00', timeZone }
  const opened = events.filter(isOfStaff).filter(({ patientIds }) => patientIds.length > 0)
  const actors = await Watched.actors(tx, distinct(opened.map(({ actorId }) => actorId)))
  const availability = new Map(actors.map((actor) => [actor.id, actor.availability]))
  const outside = opened.filter(({ actorId, recorded }) =>
    isOffHours(recorded, hours, availability.get(actorId) ?? null),
  )
  const nights = Map.groupBy(outside, ({ actorId, recorded }) => `${actorId}/${nightOf(recorded, hours)}`)
  return [...nights].map(([night, group]) => together('off-hours', night, group, null))
}

const emergencies =
  (rule: 'break-glass' | 'break-glass-restriction', through: boolean): Rule =>
  async ({ tx, events }) => {
    const found: Found[] = []
    const deeds = events.filter(isOfStaff).filter(({ operation }) => operation === 'patient.break-glass')
    for (const deed of deeds.filter(opensOneRecord)) {
      const review = await Watched.reviewOf(tx, deed.actorId, deed.patientIds[0]!)
      if (!review || review.throughRestriction !== through) continue
      found.push({ ...together(rule, review.caseId, [deed], deed.patientIds[0]!), caseId: review.caseId })
    }
    return found
  }

const tokenReuse: Rule = async ({ events }) =>
  events
    .filter(({ reason, actorId }) => reason === 'refresh-token-reused' && actorId !== null)
    .map((event) => together('token-reuse', event.id, [event as StaffEvent], null))

const chainBreak: Rule = async ({ tx }) =>
  (await Watched.brokenSince(tx)).map(({ ordinal, finding, finishedAt }) => ({
    rule: 'chain-break',
    actorId: null,
    patientId: null,
    patientIds: [],
    from: finishedAt,
    until: finishedAt,
    count: 1,
    usual: null,
    // The same trouble is found again each hour until it is mended.
    occurrence: `chain-break/${finding.split(':')[0]}/${ordinal}`,
    event: null,
  }))

/** How each rule looks at a part of the log. */
export const rules: Record<AlertRuleName, Rule> = {
  'mass-reading': massReading,
  'own-chart': ownChart,
  'same-surname': sameSurname,
  'off-hours': offHours,
  'break-glass': emergencies('break-glass', false),
  'break-glass-restriction': emergencies('break-glass-restriction', true),
  'repeated-refusals': repeatedRefusals,
  'token-reuse': tokenReuse,
  'chain-break': chainBreak,
}
