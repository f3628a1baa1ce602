'use client'

import type { AuditFilter } from '@/lib/queries/audit'
import { AuditExport } from './audit-export'
import { AuditOrder } from './audit-order'
import type { AuditFilterValues } from './use-audit-filters'

interface AuditToolsProps {
  filters: AuditFilterValues
  query: AuditFilter
  onChange: (changes: AuditFilterValues) => void
}

/** How the log is ordered, and the way to take it away. */
export function AuditTools({ filters, query, onChange }: AuditToolsProps) {
  return (
    <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
      <AuditOrder filters={filters} onChange={onChange} />
      <AuditExport query={query} />
    </div>
  )
}
