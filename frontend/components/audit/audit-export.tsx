'use client'

import { Download } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { NativeSelect } from '@/components/ui/native-select'
import { call, endpoints } from '@/lib/api'
import { openFile } from '@/lib/download'
import { useProblemText } from '@/lib/problem-text'
import type { AuditFilter } from '@/lib/queries/audit'
import { toast } from '@/lib/toast'
import { useState } from 'react'

const formats = ['csv', 'json', 'fhir', 'fhir-ndjson'] as const

/**
 * Takes what the filters show away as a file. It takes a fresh proof, which is asked for first: the browser fetches the file
 * itself, however long it is, and could not ask.
 */
export function AuditExport({ query }: { query: AuditFilter }) {
  const t = useTranslations('audit.export')
  const problemText = useProblemText()
  const [format, setFormat] = useState<(typeof formats)[number]>('csv')
  const { sort: _sort, order: _order, limit: _limit, ...filters } = query
  const address = `/api/audit/export?${new URLSearchParams({ ...(filters as Record<string, string>), format })}`
  async function take() {
    try {
      await call(endpoints.factors.proof)
      openFile(address)
    } catch (error) {
      toast.error(problemText(error))
    }
  }

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
      <Button variant="outline" onClick={() => void take()}>
        <Download aria-hidden />
        {t('label')}
      </Button>
    </div>
  )
}
