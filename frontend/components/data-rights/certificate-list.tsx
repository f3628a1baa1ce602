'use client'

import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { Card, CardContent } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { LoadMore } from '@/components/ui/pagination'
import { LoadingBlock } from '@/components/ui/skeleton'
import { useCertificates } from '@/lib/queries/dataRights'
import { useFormat } from '@/lib/reader'

/** Certificates, also of those whose request an older backup does not know. */
export function CertificateList() {
  const t = useTranslations('dataRights.certificates')
  return (
    <section className="grid gap-3">
      <div>
        <h2 className="text-base font-semibold">{t('title')}</h2>
        <p className="text-sm text-muted-foreground">{t('hint')}</p>
      </div>
      <Card className="overflow-hidden">
        <Certificates />
      </Card>
    </section>
  )
}

function Certificates() {
  const t = useTranslations('dataRights.certificates')
  const format = useFormat()
  const list = useCertificates()
  if (list.isPending)
    return (
      <CardContent>
        <LoadingBlock className="h-16" />
      </CardContent>
    )
  if (list.error && list.items.length === 0) return <ErrorState error={list.error} onRetry={list.refetch} />
  if (list.items.length === 0) return <CardContent className="text-sm text-muted-foreground">{t('none')}</CardContent>
  return (
    <>
      <ul aria-label={t('entries')} className="divide-y">
        {list.items.map(({ id, number, erasedAt, performedBy }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-3 text-sm">
            <Link href={`/erasures/${id}`} prefetch={false} className="font-medium underline underline-offset-4">
              {t('item', { number })}
            </Link>
            <span className="text-xs text-muted-foreground tabular">
              {t('at', { date: format.dateTime(erasedAt), name: performedBy.name ?? '' })}
            </span>
          </li>
        ))}
      </ul>
      <LoadMore list={list} className="border-t" />
    </>
  )
}
