'use client'

import { auditSortNames, type AuditFilterValues } from './use-audit-filters'
import { ArrowDownWideNarrow, ArrowUpNarrowWide } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { NativeSelect } from '@/components/ui/native-select'

interface AuditOrderProps {
  filters: AuditFilterValues
  onChange: (changes: AuditFilterValues) => void
}

/** By which column the log is ordered, and in which direction. */
export function AuditOrder({ filters, onChange }: AuditOrderProps) {
  const t = useTranslations('audit.order')
  const isAscending = filters.order === 'asc'
  const Icon = isAscending ? ArrowUpNarrowWide : ArrowDownWideNarrow
  return (
    <div className="flex items-center gap-2">
      <NativeSelect
        aria-label={t('label')}
        value={auditSortNames.find((name) => name === filters.sort) ?? 'recorded'}
        onChange={({ target }) => onChange({ sort: target.value === 'recorded' ? undefined : target.value })}
        className="w-44"
      >
        {auditSortNames.map((name) => (
          <option key={name} value={name}>
            {t(`by.${name}`)}
          </option>
        ))}
      </NativeSelect>
      <Button
        variant="outline"
        size="icon"
        aria-label={t(isAscending ? 'ascending' : 'descending')}
        title={t(isAscending ? 'ascending' : 'descending')}
        onClick={() => onChange({ order: isAscending ? undefined : 'asc' })}
      >
        <Icon aria-hidden />
      </Button>
    </div>
  )
}
