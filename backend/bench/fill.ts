/**
 * Fills a migrated database with a hospital of any size, by COPY, for measuring and for looking at query plans:
 *
 *   HMS_KEYS=… npm run bench:fill -- --patients=100000 --url=postgres://postgres:…@host:5432/database
 *
 * `--url` (or DATABASE_SUPERUSER_URL) is a superuser's: rows are copied past row-level security and triggers. HMS_KEYS is
 * the key ring of the API that is to open the sealed fields. Per patient there are two keys, five sealed fields and
 * `--visits` appointments (10) over the last four years and the next six weeks; one doctor per thousand patients (10 at
 * least); one bill per eight completed visits with its lines and payment; one audit row per five bookings; one account
 * per fifty patients. Sign-ins: admin@bench.example, doctor0@bench.example and so on, patient50@bench.example (every
 * fiftieth), all with the password Bench-Hospital-1.
 *
 * The same size gives the same people and visits on the same day; keys and what they seal are random. Indexes are left
 * out while rows are copied, then built and compared with what they were. A fill that is cut short leaves a database whose
 * indexes lack rows: drop it. Use no database that holds anything of value.
 */
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import type pg from 'pg'
import { readEnv } from '../src/config/env.ts'
import { KeyRing } from '../src/config/keys.ts'
import { openSlots, TIME_ZONE } from './fill/calendar.ts'
import { connectToFill } from './fill/connection.ts'
import { checkReferences, checkSealed, readCounters, vacuum, writeCounters } from './fill/finish.ts'
import { withoutIndexes } from './fill/indexes.ts'
import { PatientKeys } from './fill/people.ts'
import { timed } from './fill/progress.ts'
import { writeStaff } from './fill/staff.ts'
import { writeAudit } from './fill/writeAudit.ts'
import { Series, writeBills } from './fill/writeBills.ts'
import { writePatients } from './fill/writePatients.ts'
import { type VisitWorld, writeVisits } from './fill/writeVisits.ts'

const TABLES = [
  'users',
  'patients',
  'patient_keys',
  'appointments',
  'appointment_times',
  'billing',
  'billing_lines',
  'payments',
  'audit_events',
]
const OTHERS = ['doctors', 'visit_types', 'patient_words', 'patient_word_pairs', 'name_words']
const YEARS_BACK = 4
const WEEKS_AHEAD = 6
const FIRST_REGISTRATION = Date.UTC(2020, 0, 6)

interface Options {
  url: string
  patients: number
  visitsPerPatient: number
  today: Temporal.PlainDate
  ring: KeyRing
}

/** What a fill has written, and how fast. */
interface Outcome {
  rows: number
  seconds: number
}

async function fill(options: Options): Promise<Outcome[]> {
  const { url, patients, today, ring } = options
  const client = await connectToFill(url)
  try {
    const counters = await readCounters(client)
    const doctors = Math.max(10, Math.round(patients / 1000))
    const staff = await writeStaff(client, doctors, FIRST_REGISTRATION)
    const range = { first: counters.lastMrn + 1, count: patients, since: FIRST_REGISTRATION }
    const slots = openSlots(today.subtract({ years: YEARS_BACK }), today.add({ weeks: WEEKS_AHEAD }))
    const plan = { patients, doctors, visits: patients * options.visitsPerPatient, slots }
    const keys = new PatientKeys(ring, randomBytes(32))
    const now = today.toZonedDateTime({ timeZone: TIME_ZONE, plainTime: '12:00' }).epochMilliseconds
    const world = { plan, range, staff, keys, firstVisit: counters.visits, now }
    const series = new Series(counters.series)
    const done: Outcome[] = []
    await withoutIndexes(client, TABLES, () => writeAll(client, url, world, series, done))
    await writeCounters(client, range.first + patients - 1, series)
    await timed('foreign keys checked', () => checkReferences(client, TABLES))
    await timed('vacuumed and analysed', () => vacuum(client, [...TABLES, ...OTHERS]))
    console.log(`  ${await checkSealed(client, ring)} sealed fields opened`)
    return done
  } finally {
    await client.end()
  }
}

/** What a trigger does for each appointment that is booked. */
const takeTimes = `
  INSERT INTO appointment_times
  SELECT id, patient_id, doctor_id, appointment_date, ends_at, occupied_from, occupied_until,
         appointment_takes_time(status, imported, occupied_until)
    FROM appointments a WHERE NOT EXISTS (SELECT FROM appointment_times t WHERE t.appointment_id = a.id)`

async function writeAll(
  client: pg.Client,
  url: string,
  world: VisitWorld,
  series: Series,
  done: Outcome[],
): Promise<void> {
  const { rows } = await client.query('SELECT currency FROM hospital_settings')
  const currency = rows[0].currency as string
  done.push(await writePatients(url, world.range, world.keys, world.staff.passwordHash))
  await timed('words of names indexed', () => client.query('CALL hms_index_all_names()'))
  done.push(await writeVisits(url, world))
  await timed('times of appointments', () => client.query(takeTimes))
  done.push(await writeBills(url, world, series, currency))
  done.push(await writeAudit(url, world))
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      patients: { type: 'string', default: '10000' },
      visits: { type: 'string', default: '10' },
      url: { type: 'string', default: process.env.DATABASE_SUPERUSER_URL },
      today: { type: 'string', default: Temporal.Now.plainDateISO().toString() },
    },
  })
  const { url } = values
  if (!url) throw new Error('--url=postgres://<superuser>:…@host:port/database is missing')
  if (!process.env.HMS_KEYS) throw new Error('HMS_KEYS is not set: the key ring of the API that is to open the fields')
  const { keys } = readEnv({ DATABASE_URL: url, HMS_KEYS: process.env.HMS_KEYS })
  return {
    url,
    patients: Number(values.patients),
    visitsPerPatient: Number(values.visits),
    today: Temporal.PlainDate.from(values.today),
    ring: new KeyRing(keys),
  }
}

const since = performance.now()
const done = await fill(readOptions())
const rows = done.reduce((sum, step) => sum + step.rows, 0)
const copying = done.reduce((sum, step) => sum + step.seconds, 0)
const all = (performance.now() - since) / 1000
const rate = (seconds: number) => Math.round(rows / seconds).toLocaleString('en-US')
console.log(
  `${rows.toLocaleString('en-US')} rows: ${rate(copying)} rows/s copied, ${rate(all)} rows/s with indexes and checks`,
)
