'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Badge } from '@/components/ui/badge'
import { QuietLink } from '@/components/ui/quiet-link'
import { useMay } from '@/lib/auth'
import { privacyQueries } from '@/lib/queries/privacy'

/** How many privacy cases wait, for those who mind them. Its line is there from the beginning: nothing moves when it comes. */
export function OpenCases() {
  const t = useTranslations('dashboard.cases')
  const isMine = useMay('privacy-case:read')
  const counts = useQuery({ ...privacyQueries.counts(), enabled: isMine })
  if (!isMine) return null
  const open = counts.data && Object.values(counts.data.open).reduce((sum, n) => sum + n, 0)
  return (
    <p className="mb-4 flex h-8 items-center gap-2 text-sm">
      {open === 0 && (
        <Badge dot tone="success">
          {t('open', { count: 0 })}
        </Badge>
      )}
      {open !== undefined && open > 0 && (
        <QuietLink href="/privacy-cases?state=open" className="flex items-center gap-2">
          <Badge dot tone="warning">
            {t('open', { count: open })}
          </Badge>
          <span className="underline underline-offset-4 max-sm:hidden">
            {t('look', { alerts: counts.data!.open.alert })}
          </span>
        </QuietLink>
      )}
    </p>
  )
}
