import type { AuditEvent, AuditSortKey } from '@hms/contract/audit'
import { useMemo } from 'react'
import { searchDelay } from '@/lib/constants'
import { useDebounced } from '@/lib/hooks'
import type { AuditFilter } from '@/lib/queries/audit'
import { useUrlFilters } from '@/lib/url-filters'

const filterNames = ['patientId', 'actorId', 'action', 'outcome', 'from', 'to', 'requestId', 'sort', 'order'] as const

export type AuditFilterValues = Partial<Record<(typeof filterNames)[number], string | undefined>>

export const noFilters: AuditFilterValues = Object.fromEntries(filterNames.map((name) => [name, undefined]))
export const actions = ['C', 'R', 'U', 'D', 'E'] as const satisfies AuditEvent['action'][]
export const outcomes = ['success', 'refused', 'failed'] as const satisfies AuditEvent['outcome'][]

export const auditSortNames = [
  'recorded',
  'actor',
  'role',
  'operation',
  'action',
  'outcome',
  'patient',
  'resource',
  'purpose',
  'address',
] as const satisfies AuditSortKey[]

/** What the API is asked for: a date that is still being typed waits until it is one. */
function toQuery(filters: AuditFilterValues): AuditFilter {
  const { patientId, actorId, requestId } = filters
  const action = actions.find((known) => known === filters.action)
  const outcome = outcomes.find((known) => known === filters.outcome)
  const { from, to } = filters
  const sort = auditSortNames.find((known) => known === filters.sort)
  return {
    ...(patientId && { patientId }),
    ...(actorId && { actorId }),
    ...(requestId?.trim() && { requestId: requestId.trim() }),
    ...(action && { action }),
    ...(outcome && { outcome }),
    ...(from && { from }),
    ...(to && { to }),
    ...(sort && { sort }),
    ...(filters.order === 'asc' && { order: 'asc' as const }),
  }
}

/** The filters, which stand in the address, and the query that they make. */
export function useAuditFilters() {
  const [filters, setFilters] = useUrlFilters(filterNames)
  const settled = useDebounced(filters, searchDelay)
  return { filters, setFilters, query: useMemo(() => toQuery(settled), [settled]) }
}
