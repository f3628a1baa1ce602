'use client'

import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { fullName, useMay } from '@/lib/auth'
import { useGrants } from '@/lib/queries/access'
import { useFormat } from '@/lib/reader'
import { withTexts } from '@/lib/with-texts'
import access from '@/messages/en/access.json'

/** Records that the reader has opened in an emergency; nothing for those who cannot, or never did. */
export const OwnGrants = withTexts({ access }, GrantsOfReader)

function GrantsOfReader() {
  return useMay('patient:break-glass') ? <Grants /> : null
}

function Grants() {
  const t = useTranslations('access.emergency')
  const format = useFormat()
  const grants = useGrants()
  if (grants.items.length === 0) return null
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('own')}</CardTitle>
        <CardDescription>{t('ownHint')}</CardDescription>
      </CardHeader>
      <CardContent className="grid gap-3">
        <ul className="grid gap-3">
          {grants.items.map(({ id, patient, openedAt, endsAt, endedAt }) => (
            <li key={id}>
              <Link href={`/patients/${patient.id}`} className="font-medium underline underline-offset-4">
                {fullName(patient)}
              </Link>
              <p className="text-sm text-muted-foreground tabular">
                {t('until', { from: format.dateTime(openedAt, 'day'), until: format.time(endedAt ?? endsAt) })}
              </p>
            </li>
          ))}
        </ul>
        {grants.hasMore && (
          <div>
            <Button size="sm" variant="outline" onClick={() => void grants.loadMore()}>
              {t('more')}
            </Button>
          </div>
        )}
      </CardContent>
    </Card>
  )
}
