'use client'

import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { ListCard } from '@/components/ui/list-card'
import { useCertificates } from '@/lib/queries/dataRights'
import { useFormat } from '@/lib/reader'

/** Certificates, also of those whose request an older backup does not know. */
export function CertificateList() {
  const t = useTranslations('dataRights.certificates')
  const format = useFormat()
  const none = <p className="p-4 text-sm text-muted-foreground">{t('none')}</p>
  return (
    <section className="grid gap-3">
      <div>
        <h2 className="text-base font-semibold">{t('title')}</h2>
        <p className="text-sm text-muted-foreground">{t('hint')}</p>
      </div>
      <ListCard list={useCertificates()} label={t('entries')} height="h-16" empty={none}>
        {({ id, number, erasedAt, performedBy }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-3 text-sm">
            <Link href={`/erasures/${id}`} prefetch={false} className="font-medium underline underline-offset-4">
              {t('item', { number })}
            </Link>
            <span className="text-xs text-muted-foreground tabular">
              {t('at', { date: format.dateTime(erasedAt), name: performedBy.name ?? '' })}
            </span>
          </li>
        )}
      </ListCard>
    </section>
  )
}
