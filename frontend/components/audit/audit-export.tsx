'use client'

import { Download } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { NativeSelect } from '@/components/ui/native-select'
import type { AuditFilter } from '@/lib/queries/audit'
import { useState } from 'react'

const formats = ['csv', 'json', 'fhir', 'fhir-ndjson'] as const

/** Takes what the filters show away as a file. The browser fetches it itself, however long it is. */
export function AuditExport({ query }: { query: AuditFilter }) {
  const t = useTranslations('audit.export')
  const [format, setFormat] = useState<(typeof formats)[number]>('csv')
  const { sort: _sort, order: _order, limit: _limit, ...filters } = query
  const address = `/api/audit/export?${new URLSearchParams({ ...(filters as Record<string, string>), format })}`
  return (
    <div className="flex items-center gap-2">
      <NativeSelect
        aria-label={t('format')}
        value={format}
        onChange={(event) => setFormat(event.target.value as typeof format)}
        className="w-40"
      >
        {formats.map((name) => (
          <option key={name} value={name}>
            {t(`formats.${name}`)}
          </option>
        ))}
      </NativeSelect>
      <Button asChild variant="outline">
        <a href={address} download>
          <Download aria-hidden />
          {t('label')}
        </a>
      </Button>
    </div>
  )
}
