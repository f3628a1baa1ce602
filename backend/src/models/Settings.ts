import type { SecuritySettings, Settings } from '@hms/contract/settings'
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

export function update(tx: WriteTx, changes: Partial<Settings>): Promise<Settings> {
  return tx.prisma.hospitalSettings.update({ where: { id: 1 }, data: changes, select: columns })
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
