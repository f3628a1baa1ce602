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
    <p className="mb-4 flex min-h-8 flex-wrap items-center gap-2 text-sm">
      {open !== undefined && (
        <>
          <Badge dot tone={open > 0 ? 'warning' : 'success'}>
            {t('open', { count: open })}
          </Badge>
          {open > 0 && (
            <QuietLink href="/privacy-cases?state=open" className="underline underline-offset-4">
              {t('look', { alerts: counts.data!.open.alert })}
            </QuietLink>
          )}
        </>
      )}
    </p>
  )
}
