'use client'

import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { LoadMore } from '@/components/ui/pagination'
import { itemsOf, QueryCard } from '@/components/ui/query-card'
import { useDormantPatients } from '@/lib/queries/retention'
import { useFormat } from '@/lib/reader'

/** Records that may be erased; each is opened and decided on by itself. */
export function DormantPatients() {
  const t = useTranslations('retention.patients')
  const format = useFormat()
  const list = useDormantPatients()
  return (
    <QueryCard title={t('title')} hint={t('hint')} className="text-sm" query={itemsOf(list)} height="h-12">
      {(items) =>
        items.length === 0 ? (
          <p className="text-muted-foreground">{t('none')}</p>
        ) : (
          <>
            <ul aria-label={t('list')} className="grid gap-3">
              {items.map(({ id, mrn, name, lastVisit, registeredAt }) => (
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
            <LoadMore list={list} className="px-0 pb-0" />
          </>
        )
      }
    </QueryCard>
  )
}
