import type { SecuritySettings, SessionSettings, Settings } from '@hms/contract/settings'
import type { ReadTx, WriteTx } from '../config/database.ts'

const columns = {
  name: true,
  address: true,
  phone: true,
  timeZone: true,
  currency: true,
  locale: true,
  bookingNoticeMinutes: true,
  cancellationNoticeMinutes: true,
  bookingHorizonDays: true,
  paymentTermDays: true,
  careDays: true,
} as const

/** How this hospital works; the migrations put the one row there. */
export async function get(tx: ReadTx | WriteTx): Promise<Settings> {
  const settings = await tx.one<Settings>(
    `SELECT name, address, phone, time_zone AS "timeZone", currency, locale,
            booking_notice_minutes AS "bookingNoticeMinutes", cancellation_notice_minutes AS "cancellationNoticeMinutes",
            booking_horizon_days AS "bookingHorizonDays", payment_term_days AS "paymentTermDays",
            care_days AS "careDays"
       FROM hospital_settings`,
  )
  if (!settings) throw new Error('The hospital has no settings')
  return settings
}

/** The zone when last asked for: a guess, which saves waiting for the answer before what depends on it is asked. */
let lastZone: string | null = null

/**
 * What `ask` finds out with the hospital's zone. The two questions travel together, `ask` with the zone of the last time;
 * where that is no longer the zone, what it found is dropped and it asks again. So it only reads.
 */
export async function inZone<T>(tx: ReadTx | WriteTx, ask: (timeZone: string) => Promise<T>): Promise<T> {
  const guess = lastZone
  const guessing = guess === null ? [] : [Promise.try(ask, guess)]
  const [settings, [guessed]] = await Promise.all([get(tx), Promise.allSettled(guessing)])
  lastZone = settings.timeZone
  if (!guessed || guess !== settings.timeZone) return ask(settings.timeZone)
  if (guessed.status === 'rejected') throw guessed.reason
  return guessed.value
}

export async function update(tx: WriteTx, changes: Partial<Settings>): Promise<Settings> {
  return (await tx.prisma()).hospitalSettings.update({ where: { id: 1 }, data: changes, select: columns })
}

/** What guards the hospital's accounts. */
export async function security(tx: ReadTx | WriteTx): Promise<SecuritySettings> {
  const row = await tx.one<SecuritySettings>(
    'SELECT second_factor_roles AS "secondFactorRequiredFor" FROM hospital_settings',
  )
  return row!
}

export async function updateSecurity(tx: WriteTx, { secondFactorRequiredFor }: SecuritySettings): Promise<void> {
  await tx.run('UPDATE hospital_settings SET second_factor_roles = $1', [secondFactorRequiredFor])
}

const limits = `idle_minutes AS "idleMinutes", patient_idle_minutes AS "patientIdleMinutes", session_hours AS "sessionHours",
  patient_session_hours AS "patientSessionHours"`

/** How long sessions stay open. */
export async function sessions(tx: ReadTx | WriteTx): Promise<SessionSettings> {
  return (await tx.one<SessionSettings>(`SELECT ${limits} FROM hospital_settings`))!
}

export async function updateSessions(tx: WriteTx, settings: SessionSettings): Promise<SessionSettings> {
  const row = await tx.one<SessionSettings>(
    `UPDATE hospital_settings SET idle_minutes = $1, patient_idle_minutes = $2, session_hours = $3, patient_session_hours = $4
     RETURNING ${limits}`,
    [settings.idleMinutes, settings.patientIdleMinutes, settings.sessionHours, settings.patientSessionHours],
  )
  return row!
}
