'use client'

import type { RetentionPreview } from '@hms/contract/retention'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { retentionQueries } from '@/lib/queries/retention'
import { useFormat } from '@/lib/reader'

/** Rules whose rows nobody deletes without looking. */
const reviewed: readonly RetentionPreview['name'][] = ['audit-log', 'patient-records']

/** Counts what each rule would take away; asked for by hand, as it looks through all tables. */
export function DryRun() {
  const t = useTranslations('retention')
  const preview = useQuery(retentionQueries.preview())
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('dryRun')}</CardTitle>
        <CardDescription>{t('dryRunHint')}</CardDescription>
      </CardHeader>
      {(preview.error || preview.data) && (
        <CardContent aria-live="polite">
          {preview.error && <ErrorState error={preview.error} onRetry={preview.refetch} />}
          {preview.data && !preview.error && (
            <ul className="divide-y text-sm">
              {preview.data.map((item) => (
                <Line key={item.name} item={item} />
              ))}
            </ul>
          )}
        </CardContent>
      )}
      <CardFooter>
        <Button variant="outline" pending={preview.isFetching} onClick={() => void preview.refetch()}>
          {t(preview.data ? 'again' : 'run')}
        </Button>
      </CardFooter>
    </Card>
  )
}

function Line({ item }: { item: RetentionPreview }) {
  const t = useTranslations('retention')
  const format = useFormat()
  const { name, rows, oldest, olderThan, held } = item
  const would = t(reviewed.includes(name) ? 'toReview' : 'rows', { count: rows })
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 py-3 first:pt-0">
      <span>
        {t(`rules.${name}.title`)}
        <span className="block text-xs text-muted-foreground tabular">
          {t('older')} {format.date(olderThan)}
          {oldest && ` · ${t('oldest')}: ${format.date(oldest)}`}
        </span>
      </span>
      <span className="text-right tabular">
        <span className={rows > 0 ? 'font-medium' : 'text-muted-foreground'}>{rows > 0 ? would : t('none')}</span>
        {held > 0 && <span className="block text-xs text-muted-foreground">{t('held', { count: held })}</span>}
      </span>
    </li>
  )
}
