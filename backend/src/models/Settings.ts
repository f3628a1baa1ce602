import type { Settings } from '@hms/contract/settings'
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
} as const

/** How this hospital works; the migrations put the one row there. */
export function get(tx: ReadTx | WriteTx): Promise<Settings> {
  return tx.prisma.hospitalSettings.findFirstOrThrow({ select: columns })
}

export function update(tx: WriteTx, changes: Partial<Settings>): Promise<Settings> {
  return tx.prisma.hospitalSettings.update({ where: { id: 1 }, data: changes, select: columns })
}
