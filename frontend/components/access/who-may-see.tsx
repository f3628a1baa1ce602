'use client'

import type { AccessHolder, AccessRule } from '@hms/contract/access'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { QueryState } from '@/components/ui/query-card'
import { useMay, useRole } from '@/lib/auth'
import { accessQueries } from '@/lib/queries/access'
import { useFormat } from '@/lib/reader'
import { withTexts } from '@/lib/with-texts'
import access from '@/messages/en/access.json'

/** Who may see a record now and by which rules; asked for when somebody wants to know, as each look is recorded. */
export const WhoMaySee = withTexts({ access }, WhoMaySeeCard)

const takeFocus = (place: HTMLElement | null) => place?.focus()

function WhoMaySeeCard({ patientId }: { patientId: string }) {
  const t = useTranslations('access.who')
  const [asked, setAsked] = useState(false)
  const isPatient = useRole() === 'patient'
  const mayReadLog = useMay('audit:read')
  const holders = useQuery({ ...accessQueries.explain(patientId), enabled: asked })
  return (
    <Card>
      <CardHeader>
        <CardTitle>{isPatient ? t('titleOwn') : t('title')}</CardTitle>
        <CardDescription>{t('hint')}</CardDescription>
      </CardHeader>
      <CardContent>
        {asked ? (
          // In the place of the button, which had the focus.
          <div tabIndex={-1} className="outline-none" ref={takeFocus}>
            <QueryState query={holders} height="h-24">
              {(items) => (
                <ul className="grid gap-4">
                  {items.map((holder) => (
                    <Holder key={`${holder.user?.id ?? ''}/${holder.role}`} holder={holder} />
                  ))}
                </ul>
              )}
            </QueryState>
          </div>
        ) : (
          <Button variant="outline" onClick={() => setAsked(true)}>
            {t('show')}
          </Button>
        )}
        {mayReadLog && (
          <p className="mt-4 text-sm">
            <Link href={`/audit?patientId=${patientId}`} prefetch={false} className="underline underline-offset-4">
              {t('seen')}
            </Link>
          </p>
        )}
      </CardContent>
    </Card>
  )
}

function Holder({ holder: { user, role, reads, rules } }: { holder: AccessHolder }) {
  const t = useTranslations('access.who')
  const common = useTranslations('common')
  const parts = reads.map((part) => t(`part.${part}`)).join(', ')
  return (
    <li className="grid gap-1">
      <p className="font-medium">
        {user?.name ?? t('everybody', { role: common(`role.${role}`) })}
        {user && <span className="font-normal text-muted-foreground"> · {common(`role.${role}`)}</span>}
      </p>
      <p className="text-sm">{parts ? t('reads', { parts }) : t('readsNothing')}</p>
      <ul className="grid gap-0.5 text-sm text-muted-foreground">
        {rules.map((rule, index) => (
          <li key={index}>
            <Reason rule={rule} />
          </li>
        ))}
      </ul>
    </li>
  )
}

function Reason({ rule: { rule, until, throughRestriction } }: { rule: AccessRule }) {
  const t = useTranslations('access.who')
  const format = useFormat()
  const values = { open: until ? 'no' : 'yes', until: until ? format.dateTime(until, 'day') : '' }
  return (
    <>
      {t(`rule.${rule}`, values)}
      {throughRestriction && ` · ${t('through')}`}
    </>
  )
}
