import type { BillStatus } from '@hms/contract/billing'
import type { PatientSummary } from '@hms/contract/patients'
import { billStatuses } from '@/lib/constants'

/** What a list of bills can be narrowed to. */
export interface BillFilterValues {
  term: string
  status: BillStatus | undefined
  patient: PatientSummary | null
}

export const noFilters: BillFilterValues = { term: '', status: undefined, patient: null }

/** `?status=overdue`, as the dashboard's figures lead here. */
export function statusOf(asked: string | null): BillStatus | undefined {
  return billStatuses.find((status) => status === asked)
}
