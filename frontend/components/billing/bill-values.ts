import type { CreateBill } from '@hms/contract/billing'
import type { PatientSummary } from '@hms/contract/patients'
import type { z } from 'zod'
import { decimalOfTyped, type Minor, parseMinor } from '@/lib/money'

export interface LineValues {
  description: string
  quantity: string
  unitPrice: string
}

/** What the fields of a new bill hold. */
export interface BillValues {
  patientId: PatientSummary | null
  appointmentId: string
  description: string
  lines: LineValues[]
  dueDate: string
}

export const emptyLine: LineValues = { description: '', quantity: '1', unitPrice: '' }

export const isBlank = ({ description, unitPrice }: LineValues) => !description.trim() && !unitPrice.trim()

/** Null while quantity or price is no number yet. */
export function lineTotal({ quantity, unitPrice }: LineValues): Minor | null {
  const price = parseMinor(unitPrice)
  return price !== null && /^\d{1,5}$/.test(quantity.trim()) ? price * BigInt(quantity.trim()) : null
}

/** The sum of the lines that can be computed already. */
export function billTotal(lines: readonly LineValues[]): Minor {
  return lines.reduce((sum, line) => sum + (lineTotal(line) ?? 0n), 0n)
}

/** Blank lines at the end are left out; those in between keep their place, for the schema to name them. */
function filledLines(lines: readonly LineValues[]): readonly LineValues[] {
  const last = lines.findLastIndex((line) => !isBlank(line))
  return lines.slice(0, Math.max(last, 0) + 1)
}

export function toBillBody(values: BillValues): z.input<typeof CreateBill> {
  return {
    patientId: values.patientId?.id ?? '',
    appointmentId: values.appointmentId || null,
    description: values.description,
    lines: filledLines(values.lines).map(({ description, quantity, unitPrice }) => ({
      description,
      quantity: Number(quantity.trim() || Number.NaN),
      unitPrice: decimalOfTyped(unitPrice),
    })),
    ...(values.dueDate ? { dueDate: values.dueDate } : {}),
  }
}
