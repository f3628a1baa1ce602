'use client'

import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { LoadMore } from '@/components/ui/pagination'
import { LoadingBlock } from '@/components/ui/skeleton'
import { useDormantPatients } from '@/lib/queries/retention'
import { useFormat } from '@/lib/reader'

/** Records that may be erased; each is opened and decided on by itself. */
export function DormantPatients() {
  const t = useTranslations('retention.patients')
  const format = useFormat()
  const list = useDormantPatients()
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
        <CardDescription>{t('hint')}</CardDescription>
      </CardHeader>
      <CardContent className="text-sm">
        {list.isPending && <LoadingBlock className="h-12" />}
        {list.error && list.items.length === 0 && <ErrorState error={list.error} onRetry={list.refetch} />}
        {!list.isPending && !list.error && list.items.length === 0 && (
          <p className="text-muted-foreground">{t('none')}</p>
        )}
        {list.items.length > 0 && (
          <ul aria-label={t('list')} className="grid gap-3">
            {list.items.map(({ id, mrn, name, lastVisit, registeredAt }) => (
              <li key={id}>
                <Link href={`/patients/${id}`} prefetch={false} className="font-medium underline underline-offset-4">
                  {name}
                </Link>{' '}
                <span className="tabular">{mrn}</span>
                <span className="block text-xs text-muted-foreground tabular">
                  {lastVisit
                    ? t('lastVisit', { date: format.date(lastVisit) })
                    : t('noVisit', { date: format.date(registeredAt) })}
                </span>
              </li>
            ))}
          </ul>
        )}
        {list.items.length > 0 && <LoadMore list={list} className="px-0" />}
      </CardContent>
    </Card>
  )
}
